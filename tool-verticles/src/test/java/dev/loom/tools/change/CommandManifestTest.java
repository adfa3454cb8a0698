package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandManifestTest {
  private static final CommandManifest MANIFEST =
      new CommandManifest(
          new TaskId("t"),
          new SubtaskId("s"),
          new StepId("s.1"),
          "tool",
          "/ws",
          Map.of("a/f", FileVersion.link("x")),
          Set.of("a", "a/b"));

  @Test
  void missingParentDirectoriesAreCounted() {
    assertEquals(0, MANIFEST.newDirectories("f"));
    assertEquals(0, MANIFEST.newDirectories("a/b/f"));
    assertEquals(2, MANIFEST.newDirectories("a/c/d/f"));
    assertEquals(2, MANIFEST.newDirectories("x/y/f"));
  }

  @Test
  void aDifferenceBecomesAChangeOfTheCall() {
    var before = FileVersion.link("x");
    var change = MANIFEST.changes(List.of(new FileDifference("b/f", before, FileVersion.NOTHING)));
    var transition = ((ChangeLogLine.Done) change.getFirst()).transition();
    assertEquals(new StepId("s.1"), transition.stepId());
    assertEquals("b/f", transition.path());
    assertEquals(before, transition.before());
    assertEquals(FileVersion.NOTHING, transition.after());
    assertEquals(1, transition.newDirectories());
  }

  @Test
  void aManifestIsReadAsWrittenAndATruncatedOneFails(@TempDir Path temp) throws Exception {
    var file = temp.resolve("manifest");
    Files.write(file, MANIFEST.bytes());
    assertEquals(MANIFEST, CommandManifest.read(file));
    Files.write(file, Arrays.copyOf(MANIFEST.bytes(), 50));
    assertThrows(JsonProcessingException.class, () -> CommandManifest.read(file));
  }
}
