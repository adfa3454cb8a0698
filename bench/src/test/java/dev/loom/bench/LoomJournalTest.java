package dev.loom.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class LoomJournalTest {
  @TempDir private Path directory;

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void measuresTheRealJournal() throws Exception {
    var window = new MeasurementWindow(Duration.ofMillis(100), Duration.ofMillis(900));
    assertTrue(new LoomJournal(directory).eventsPerSecond(3, window) > 0);
  }
}
