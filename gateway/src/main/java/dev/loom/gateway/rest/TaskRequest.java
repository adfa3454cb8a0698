package dev.loom.gateway.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.http.AddressPolicy;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.gateway.response.JsonFields;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// Parses and validates the body of a submission into a [TaskSpec].
final class TaskRequest {
  private static final int PATH_CHARS_MAX = 4_096;
  private static final int URL_CHARS_MAX = 2_048;
  private static final long TOKENS_MAX = 1_000_000_000_000L;
  private static final double COST_USD_MAX = 1_000_000_000;
  private static final long SECONDS_MAX = 31_536_000;
  private static final long TOOL_CALLS_MAX = 1_000_000;

  private static final int SETTINGS_MAX = 500;
  private static final int PORT_MAX = 65_535;
  private static final int PORT_CHARS_MAX = 9;

  /// Host and port of a URL. [URI] accepts no underscore in a host, but names of containers have
  /// them.
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9_][A-Za-z0-9._-]*?)\\.?)(?::([0-9]*))?");

  private TaskRequest() {}

  /// @param webhookHosts policy on the host of the callback URL
  /// @throws dev.loom.gateway.response.Problem naming every invalid field
  static TaskSpec read(ObjectNode body, AddressPolicy webhookHosts) {
    var fields = new JsonFields(body);
    var goal = fields.text("goal", TaskSpec.GOAL_CHARS_MAX);
    var workspace = workspace(fields);
    var context = fields.object("context");
    var mode = fields.choice("approval_mode", List.of(ApprovalMode.values()));
    var callback = callback(fields, webhookHosts);
    var process = fields.optionalText("process", PATH_CHARS_MAX);
    var metadata = fields.object("metadata");
    var priority = fields.choice("priority", List.of(Priority.NORMAL, Priority.LOW, Priority.HIGH));
    var budget = budget(fields.nested("budget"));
    var planOnly = fields.optionalFlag("plan_only");
    checkSettings(fields);
    fields.finish();
    return new TaskSpec(
        goal, workspace, context, mode, callback, process, metadata, priority, budget, planOnly);
  }

  /// Returns the configuration of the task by dotted key, from a body that [#read] accepts.
  static Map<String, Object> readSettings(ObjectNode body) {
    return new JsonFields(body).object("settings");
  }

  private static void checkSettings(JsonFields fields) {
    var settings = fields.object("settings");
    fields.check(
        "settings", settings.size() <= SETTINGS_MAX, "must have at most " + SETTINGS_MAX + " keys");
    fields.check(
        "settings",
        settings.values().stream().noneMatch(Map.class::isInstance),
        "must have values by dotted key, such as \"execution.max_replans\": 3");
  }

  private static Budget budget(JsonFields fields) {
    return new Budget(
        fields.integer("max_tokens", 0, TOKENS_MAX).orElse(0L),
        fields.nonNegativeNumber("max_cost_usd", COST_USD_MAX).orElse(0),
        fields.integer("max_seconds", 0, SECONDS_MAX).orElse(0L),
        fields.integer("max_tool_calls", 0, TOOL_CALLS_MAX).orElse(0L));
  }

  private static String workspace(JsonFields fields) {
    var workspace = fields.optionalText("workspace", PATH_CHARS_MAX);
    fields.check(
        "workspace",
        workspace.map(TaskRequest::isAbsolute).orElse(true),
        "must be the absolute path of a directory");
    return workspace.orElse("");
  }

  private static boolean isAbsolute(String path) {
    try {
      return Path.of(path).isAbsolute();
    } catch (InvalidPathException ignored) {
      return false;
    }
  }

  private static Optional<String> callback(JsonFields fields, AddressPolicy hosts) {
    var url = fields.optionalText("callback_url", URL_CHARS_MAX);
    url.flatMap(text -> urlError(text, hosts))
        .ifPresent(message -> fields.error("callback_url", message));
    return url;
  }

  private static Optional<String> urlError(String text, AddressPolicy hosts) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException ignored) {
      return Optional.of("is not a URL");
    }
    if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
      return Optional.of("must start with http:// or https://");
    }
    if (url.getRawFragment() != null) {
      return Optional.of("must not have a fragment (#), which is never sent");
    }
    var authority = String.valueOf(url.getRawAuthority());
    if (authority.contains("@")) {
      // Every client can read the task, and with it the URL.
      return Optional.of("must not contain a user name or a password");
    }
    var hostAndPort = HOST_AND_PORT.matcher(authority);
    if (url.getRawAuthority() == null || !hostAndPort.matches()) {
      return Optional.of("must name a host, in ASCII, with an optional port");
    }
    var port = hostAndPort.group(3);
    if (!isPort(port)) {
      return Optional.of("must have a port from 1 to " + PORT_MAX);
    }
    try {
      var host = Objects.requireNonNullElse(hostAndPort.group(1), hostAndPort.group(2));
      hosts.requireAllowed(host, portOf(port, url.getScheme()));
      return Optional.empty();
    } catch (AddressPolicy.RefusedException refused) {
      return Optional.of("is refused. " + refused.getMessage());
    }
  }

  private static int portOf(String digits, String scheme) {
    if (digits != null && !digits.isEmpty()) {
      return Integer.parseInt(digits);
    }
    return scheme.equalsIgnoreCase("https") ? 443 : 80;
  }

  private static boolean isPort(String digits) {
    return digits == null
        || digits.isEmpty()
        || digits.length() <= PORT_CHARS_MAX
            && Integer.parseInt(digits) >= 1
            && Integer.parseInt(digits) <= PORT_MAX;
  }
}
