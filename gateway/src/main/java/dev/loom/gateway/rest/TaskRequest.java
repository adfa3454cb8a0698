package dev.loom.gateway.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.TaskSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;

/// What somebody who submits a task may send, and how it becomes a [TaskSpec].
final class TaskRequest {
  private static final int PATH_CHARS_MAX = 4_096;
  private static final int URL_CHARS_MAX = 2_048;
  private static final LinkedHashMap<String, ApprovalMode> APPROVAL_MODES = new LinkedHashMap<>();

  static {
    for (var mode : ApprovalMode.values()) {
      APPROVAL_MODES.put(mode.name().toLowerCase(Locale.ROOT), mode);
    }
  }

  private TaskRequest() {}

  /// @throws dev.loom.gateway.answer.ProblemException naming every field that is wrong
  static TaskSpec read(ObjectNode body) {
    var fields = new Fields(body);
    var goal = fields.text("goal", TaskSpec.GOAL_CHARS_MAX);
    var workspace = workspace(fields);
    var context = fields.object("context");
    var mode = fields.choice("approval_mode", APPROVAL_MODES);
    var callback = callback(fields);
    var process = fields.optionalText("process", PATH_CHARS_MAX);
    var metadata = fields.object("metadata");
    fields.finish();
    return new TaskSpec(goal, workspace, context, mode, callback, process, metadata);
  }

  private static String workspace(Fields fields) {
    var given = fields.optionalText("workspace", PATH_CHARS_MAX);
    given.filter(path -> !isAbsolute(path)).ifPresent(ignored -> refuseWorkspace(fields));
    return given.orElse("");
  }

  private static void refuseWorkspace(Fields fields) {
    fields.error("workspace", "must be the absolute path of a directory");
  }

  private static boolean isAbsolute(String path) {
    try {
      return Path.of(path).isAbsolute();
    } catch (InvalidPathException notAPath) {
      return false;
    }
  }

  private static Optional<String> callback(Fields fields) {
    var given = fields.optionalText("callback_url", URL_CHARS_MAX);
    given
        .flatMap(TaskRequest::problemOfUrl)
        .ifPresent(message -> fields.error("callback_url", message));
    return given;
  }

  private static Optional<String> problemOfUrl(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException notAUrl) {
      return Optional.of("is not a URL");
    }
    if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
      return Optional.of("must start with http:// or https://");
    }
    if (url.getHost() == null) {
      return Optional.of("must name a host");
    }
    // Everybody who may read the task could read the password too.
    return url.getRawUserInfo() == null
        ? Optional.empty()
        : Optional.of("must not carry a user name or a password");
  }
}
