package dev.loom.tools.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/// A whole workspace before a call's first command: the intent of a call that may change anything.
/// It lies in a file of its own until what the commands did is recorded.
record CommandManifest(
    TaskId taskId,
    SubtaskId subtaskId,
    StepId stepId,
    String tool,
    String workspace,
    Map<String, FileVersion> files,
    Set<String> directories) {
  FileVersion before(String path) {
    return files.getOrDefault(path, FileVersion.NOTHING);
  }

  /// How many directories above a path were not there yet.
  int newDirectories(String path) {
    var missing = 0;
    for (var slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      if (directories.contains(path.substring(0, slash))) {
        return missing;
      }
      missing++;
    }
    return missing;
  }

  byte[] bytes() {
    try {
      return Json.mapper().writeValueAsBytes(this);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("cannot write a manifest", broken);
    }
  }

  /// @throws IOException when it was cut off by a crash, and so the command never began
  static CommandManifest read(Path file) throws IOException {
    return Json.mapper().readValue(OwnerOnlyFiles.read(file), CommandManifest.class);
  }
}
