package dev.loom.risk;

import static dev.loom.risk.TestCalls.assess;
import static dev.loom.risk.TestCalls.call;
import static dev.loom.risk.TestCalls.describe;
import static dev.loom.risk.TestCalls.high;
import static dev.loom.risk.TestCalls.medium;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathRiskTest {
  private static Optional<String> redirect(String line) {
    return describe(CommandRisk.assess(line));
  }

  @Test
  void aRedirectionIsAssessedByItsTarget() {
    assertEquals(high("Writes to a protected path: `.env`"), redirect("echo a > .env"));
    assertEquals(high("Writes to a protected path: `.e*`"), redirect("echo a > .e*"));
    assertEquals(
        medium("Overwrites a file whose name is only known at run time: `> …`"),
        redirect("echo a > $OUT"));
    for (var line : List.of("echo a >> $OUT", "echo a >>$OUT", "echo a 2>>$OUT", ">> $OUT")) {
      assertEquals(
          medium("Appends to a file whose name is only known at run time: `>> …`"), redirect(line));
    }
    assertEquals(high("Writes to a protected path: `.env`"), redirect("echo a >> .env"));
    assertEquals(Optional.empty(), redirect("echo a > $OUT.txt"));
    assertEquals(Optional.empty(), redirect("echo a > /dev/null"));
    assertEquals(Optional.empty(), redirect("echo a > build.log"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chmod 777 x | Grants broad permissions on files",
        "chmod -R u+x x | Changes permissions recursively",
        "chmod 644 /opt/x | Changes permissions outside the workspace",
        "chown me x | Changes the owner or attributes of files"
      })
  void theReasonNamesTheChangeOfPermissions(String line, String effect) {
    assertEquals(high(effect + ": `" + line + "`"), assess(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tar czf x.tgz --remove-files y | Deletes files while it archives or extracts",
        "tar xf x --to-command=sh | Runs another program from tar",
        "tar xPf x | Archives or extracts absolute paths",
        "tar xf x -C /opt | Extracts files outside the workspace or to a protected path"
      })
  void theReasonNamesTheEffectOfTheArchiveOption(String line, String effect) {
    assertEquals(high(effect + ": `" + line + "`"), assess(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/opt/x", "~/x", "..", "../x", "a/../../b", "C:\\x"})
  void aPathOutsideTheWorkspaceIsRecognizedByItsText(String path) {
    assertTrue(PathRisk.isOutsideWorkspace(path));
  }

  @Test
  void anOutputOptionIsAssessedByItsFile() {
    assertEquals(
        high("Writes to a protected path: `.env`"),
        describe(PathRisk.assessOutputOptions(call("tool -o .env"))));
    assertEquals(
        Optional.empty(), describe(PathRisk.assessOutputOptions(call("tool -o out.txt .env"))));
  }

  @Test
  void aDeclaredChangeOrAddressIsAssessedByItsPath() {
    assertEquals(
        high("Accesses a protected path: `a/.ssh/id`"),
        describe(PathRisk.assessChange("a/.ssh/id")));
    assertEquals(
        high("Accesses a protected path: `file:///etc/passwd`"),
        describe(PathRisk.assessChange("file:///etc/passwd")));
    assertEquals(Optional.empty(), PathRisk.assessChange("src/Main.java"));
    assertEquals(Optional.empty(), PathRisk.assessChange("https://example.com/a"));
  }
}
