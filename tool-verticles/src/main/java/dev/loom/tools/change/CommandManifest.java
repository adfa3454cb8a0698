package dev.loom.tools.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.RunTool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The state of a whole workspace before a call's first process, which may change any file. Stored
/// in a file until the changes of the call's processes are recorded.
record CommandManifest(
    TaskId taskId,
    SubtaskId subtaskId,
    StepId stepId,
    String tool,
    String workspace,
    Map<String, FileVersion> files,
    Set<String> directories) {
  static CommandManifest of(
      RunTool call, String workspace, Map<String, FileVersion> files, Set<String> directories) {
    return new CommandManifest(
        call.taskId(), call.subtaskId(), call.stepId(), call.tool(), workspace, files, directories);
  }

  /// Returns whether the manifest contains files of a directory.
  boolean isIncluded(String directory) {
    return files.keySet().stream().anyMatch(file -> file.startsWith(directory + "/"));
  }

  /// Number of directories above a path that did not exist yet.
  int newDirectories(String path) {
    return (int) ParentPaths.of(path).takeWhile(parent -> !directories.contains(parent)).count();
  }

  /// Converts differences to changes by the call.
  List<ChangeLogLine> changes(List<FileDifference> differences) {
    return differences.stream()
        .<ChangeLogLine>map(found -> new ChangeLogLine.Done(transition(found)))
        .toList();
  }

  private FileTransition transition(FileDifference found) {
    return new FileTransition(
        subtaskId,
        stepId,
        tool,
        found.path(),
        found.recorded(),
        found.current(),
        newDirectories(found.path()),
        Instant.now());
  }

  byte[] bytes() {
    try {
      return Json.mapper().writeValueAsBytes(this);
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("cannot write a manifest", failure);
    }
  }

  /// @throws IOException if a crash truncated the manifest; the process was then never started
  static CommandManifest read(Path file) throws IOException {
    return Json.mapper().readValue(OwnerOnlyFiles.read(file), CommandManifest.class);
  }
}
