package dev.loom.risk;

import static dev.loom.risk.TestCalls.assess;
import static dev.loom.risk.TestCalls.high;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sudo ls | Runs a command as another user",
        "mkfs.ext4 /dev/sda | Changes disks, partitions or file systems",
        "ssh host ls | Connects to another machine",
        "systemctl stop nginx | Changes system services",
        "crontab -r | Changes scheduled jobs",
        "ip addr add x | Changes network settings",
        "kill -9 -1 | Ends processes that this command did not start",
        "kill $PID | Ends processes that this command did not start"
      })
  void theReasonNamesWhatTheProgramChanges(String line, String effect) {
    assertEquals(high(effect + ": `" + line.replace("$PID", "…") + "`"), assess(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"systemctl status x", "crontab -l", "mount", "ip addr", "kill %1", "kill -0 1"})
  void displayingInformationNeedsNoApproval(String line) {
    assertEquals(Optional.empty(), assess(line));
  }
}
