package dev.loom.cli;

import dev.loom.bus.json.Json;
import dev.loom.cli.ScriptedModelServer.Call;
import dev.loom.cli.ScriptedModelServer.Conversation;
import dev.loom.cli.ScriptedModelServer.Reply;
import dev.loom.cli.ScriptedModelServer.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Scripted model of the kill campaign: plans parallel and sequential subtasks, writes files, and
/// appends the IDs of its steps to `ledger.txt`. It has no state, so that every engine gets the
/// same responses.
///
/// If the prompt reports that the engine stopped during a command, it requests another command,
/// like a model that checks the result.
final class CampaignModelScript implements ScriptedModelServer.Script {
  /// Number of edits in a task of kind FILES.
  static final int EDITS = 5;

  private static final int DELAY_MILLIS_MIN = 5;
  private static final int DELAY_MILLIS_MAX = 120;

  /// The effect precedes its journal entry, so that a kill in between leaves the step in doubt.
  private static final String APPEND = "echo \"$LOOM_CALL_ID\" >> ledger.txt; sleep 0.05";

  private static final Map<String, List<String>> GRAPH =
      Map.of(
          "a", List.of(),
          "b", List.of(),
          "c", List.of(),
          "d", List.of("a", "b"),
          "e", List.of("d"),
          "f", List.of("c", "e"));
  private static final Map<String, List<String>> SMALL =
      Map.of("a", List.of(), "b", List.of(), "d", List.of("a", "b"));

  private final Random random;

  CampaignModelScript(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public Reply reply(Role role, Conversation conversation) throws InterruptedException {
    Thread.sleep(random.nextInt(DELAY_MILLIS_MIN, DELAY_MILLIS_MAX));
    return switch (role) {
      case PLANNER -> new Reply.Text(plan(conversation));
      case VERIFIER -> verdict(conversation);
      case EXECUTOR -> turn(conversation);
    };
  }

  private static String plan(Conversation conversation) {
    var text = conversation.text();
    var needs =
        switch (KillCampaignTaskKind.of(text)) {
          case GRAPH -> GRAPH;
          case CANCEL, PAUSE, STEER, TOKENS, CALLS -> SMALL;
          case RETRY -> Map.<String, List<String>>of("absent", List.of(), "f", List.of());
          case REPLAN ->
              Map.<String, List<String>>of(
                  text.contains("## Previous plan") ? "found" : "lost", List.of());
          case DANGER, ABORT -> Map.<String, List<String>>of("danger", List.of());
          case ASK -> Map.<String, List<String>>of("asked", List.of());
          case FILES -> Map.<String, List<String>>of("edits", List.of());
        };
    var subtasks = new ArrayList<Map<String, Object>>();
    needs.forEach((id, before) -> subtasks.add(subtask(id, before)));
    return Json.write(Map.of("subtasks", subtasks));
  }

  private static Map<String, Object> subtask(String id, List<String> needs) {
    return Map.of(
        "id",
        id,
        "description",
        "write part " + id,
        "depends_on",
        needs,
        "model_tier",
        1,
        "verification_tier",
        id.equals("f") ? 2 : 1,
        "is_synthesis",
        false,
        "acceptance_criteria",
        "the part exists",
        "deliverables",
        List.of(deliverable(id)));
  }

  private static String deliverable(String subtask) {
    return (subtask.equals("found") ? "lost" : subtask) + ".txt";
  }

  /// Rejects a draft. It checks the content of the file only, because tool calls contain the draft
  /// too.
  private static Reply verdict(Conversation conversation) {
    return conversation.text().contains(" bytes)\na draft of")
        ? new Reply.Text(
            "{\"passed\": false, \"confidence\": 0.9, \"feedback\": \"It is only a draft.\","
                + " \"issues\": [\"a draft\"]}")
        : ScriptedModelServer.passed();
  }

  private static Reply turn(Conversation conversation) {
    var outputs = conversation.toolOutputs();
    var subtask = conversation.heading("Subtask");
    if (isInDoubt(outputs)) {
      return new Reply.Calls(List.of(first(subtask, outputs.size())));
    }
    if (outputs.isEmpty()) {
      return subtask.equals("edits")
          ? new Reply.Calls(edits())
          : new Reply.Calls(List.of(first(subtask, 0)));
    }
    var gives = !subtask.equals("lost") && (!subtask.equals("absent") || isRetry(conversation));
    if (gives && !conversation.hasCalled("write_file")) {
      // Half of the subtasks write and append in one turn, which gives one journal entry for both.
      var write = write(conversation, subtask);
      return new Reply.Calls(
          List.of("a", "c", "e", "asked").contains(subtask)
              ? List.of(write, append(outputs.size()))
              : List.of(write));
    }
    return new Reply.Text("Part " + subtask + " is written.");
  }

  private static boolean isInDoubt(List<String> outputs) {
    return !outputs.isEmpty() && outputs.getLast().contains("The engine stopped");
  }

  private static boolean isRetry(Conversation conversation) {
    return conversation.text().contains("## Feedback on the previous attempt");
  }

  private static Call first(String subtask, int turn) {
    return switch (subtask) {
      case "danger" ->
          new Call(
              "shell_execute", Map.of("command", "rm -rf ./victim; " + APPEND + "; : " + turn));
      case "asked" ->
          turn == 0 ? new Call("ask_user", Map.of("question", "Which colour?")) : append(turn);
      default -> append(turn);
    };
  }

  /// Creates a distinct call per turn: repeated identical calls would trigger the loop detector.
  private static Call append(int turn) {
    return new Call("shell_execute", Map.of("command", APPEND + "; : " + turn));
  }

  private static Call write(Conversation conversation, String subtask) {
    var isDraft =
        KillCampaignTaskKind.of(conversation.text()) == KillCampaignTaskKind.RETRY
            && subtask.equals("f")
            && !isRetry(conversation);
    var content = (isDraft ? "a draft of " : "part ") + subtask;
    if (subtask.equals("asked")) {
      content = conversation.toolOutputs().getFirst();
    }
    return new Call("write_file", Map.of("path", deliverable(subtask), "content", content));
  }

  /// Creates edits that would apply a second time and leave a visible trace if repeated.
  private static List<Call> edits() {
    var calls = new ArrayList<Call>();
    for (int edit = 1; edit <= EDITS; edit++) {
      calls.add(
          new Call(
              "edit_file",
              Map.of("path", "start.txt", "old_str", "count:", "new_str", "count: " + edit)));
    }
    return calls;
  }
}
