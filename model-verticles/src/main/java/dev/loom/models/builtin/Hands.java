package dev.loom.models.builtin;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The tools, as a rule uses them: it asks and goes on with the answer.
///
/// Between two turns nothing is remembered. Each turn runs the same rule from its beginning over
/// the conversation: calls that were answered return their answers, and the first that was not ends
/// the turn with a [NeedsTools].
final class Hands {
  private static final int CALLS_A_TURN_MAX = 50;

  private final List<ToolDescription> offered;
  private final List<ToolCall> past = new ArrayList<>();
  private final Map<String, Message.ToolOutput> outputs = new HashMap<>();
  private int next;

  Hands(List<Message> conversation, List<ToolDescription> offered) {
    this.offered = offered;
    for (var message : conversation) {
      switch (message) {
        case Message.Assistant assistant -> past.addAll(assistant.toolCalls());
        case Message.ToolOutput output -> outputs.put(output.callId(), output);
        case Message.System system -> {}
        case Message.User user -> {}
      }
    }
  }

  /// A tool to be used.
  record Wish(String tool, Map<String, Object> arguments) {}

  /// What came of it.
  record Seen(String text, boolean failed) {
    /// The lines that a command wrote, without what it complained about.
    List<String> lines() {
      var lines = new ArrayList<String>();
      for (var line : text.lines().toList()) {
        if (line.equals("[stderr]")) {
          break;
        }
        lines.add(line);
      }
      return lines;
    }

    /// What it complained about, in one line.
    String complaint() {
      var at = ("\n" + text).indexOf("\n[stderr]\n");
      return at < 0
          ? ""
          : text.substring(at + "[stderr]\n".length()).lines().findFirst().orElse("");
    }

    /// Whether its middle is missing.
    boolean isCut() {
      return Remarks.isCut(text);
    }

    /// The failure in one line, for a person.
    String reason() {
      var line = text.strip().replaceAll("\\s+", " ");
      return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }
  }

  boolean offers(String tool) {
    return offered.stream().anyMatch(description -> description.name().equals(tool));
  }

  /// Uses a tool.
  ///
  /// @throws Blocked when it is not on offer
  Seen use(String tool, Map<String, Object> arguments) throws NeedsTools, Blocked {
    return useAll(List.of(new Wish(tool, arguments))).getFirst();
  }

  /// Uses several tools, in one turn when they are not too many.
  List<Seen> useAll(List<Wish> wishes) throws NeedsTools, Blocked {
    var seen = new ArrayList<Seen>();
    for (var from = 0; from < wishes.size(); from += CALLS_A_TURN_MAX) {
      var to = Math.min(wishes.size(), from + CALLS_A_TURN_MAX);
      seen.addAll(useTogether(wishes.subList(from, to)));
    }
    return seen;
  }

  private List<Seen> useTogether(List<Wish> wishes) throws NeedsTools, Blocked {
    for (var wish : wishes) {
      if (!offers(wish.tool())) {
        throw new Blocked("This needs the tool " + wish.tool() + ", which is not on offer.");
      }
    }
    if (next >= past.size()) {
      throw new NeedsTools(calls(wishes));
    }
    var seen = new ArrayList<Seen>();
    for (var wish : wishes) {
      if (next >= past.size() || !past.get(next).name().equals(wish.tool())) {
        throw new Blocked("The conversation does not continue the one that was begun.");
      }
      seen.add(seen(outputs.get(past.get(next).id())));
      next++;
    }
    return seen;
  }

  private List<ToolCall> calls(List<Wish> wishes) {
    var calls = new ArrayList<ToolCall>();
    for (var wish : wishes) {
      var id = "call_" + (past.size() + calls.size() + 1);
      calls.add(new ToolCall(id, wish.tool(), wish.arguments()));
    }
    return calls;
  }

  /// An output is the tool's text, or the whole result as a JSON object.
  private static Seen seen(Message.ToolOutput output) {
    if (output == null) {
      return new Seen("the call has no result", true);
    }
    if (output.text().startsWith("{") && output.text().contains("\"success\"")) {
      try {
        var json = Json.parse(output.text());
        var failed = output.failed() || !json.path("success").asBoolean(true);
        var text = json.path("output").asText("");
        var error = json.path("error").asText("");
        return new Seen(failed ? (error + "\n" + text).strip() : text, failed);
      } catch (IllegalArgumentException noResult) {
        return new Seen(output.text(), output.failed());
      }
    }
    return new Seen(output.text(), output.failed());
  }
}
