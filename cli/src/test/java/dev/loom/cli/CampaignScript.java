package dev.loom.cli;

import dev.loom.cli.ScriptedModelServer.Call;
import dev.loom.cli.ScriptedModelServer.Conversation;
import dev.loom.cli.ScriptedModelServer.Reply;
import dev.loom.cli.ScriptedModelServer.Role;
import dev.loom.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The model of the kill campaign: plans subtasks side by side and one after another, and in each
/// appends the ids of its steps to the ledger between files that it writes.
///
/// Told that the engine stopped while a command ran, it wants another one, as a model would that
/// has to make sure.
final class CampaignScript implements ScriptedModelServer.Script {
  private static final int DELAY_MILLIS_MIN = 5;
  private static final int DELAY_MILLIS_MAX = 120;

  /// The effect is there at once, its record only later: a kill in between leaves it in doubt.
  private static final String APPEND =
      "echo \"$LOOM_TASK_ID $LOOM_STEP_ID\" >> ledger.txt; sleep 0.05";

  private static final Map<String, List<String>> PLAN =
      Map.of(
          "a", List.of(),
          "b", List.of(),
          "c", List.of(),
          "d", List.of("a", "b"),
          "e", List.of("d"),
          "f", List.of("c", "e"));

  private final Random random;

  CampaignScript(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public Reply reply(Role role, Conversation conversation) throws InterruptedException {
    Thread.sleep(random.nextInt(DELAY_MILLIS_MIN, DELAY_MILLIS_MAX));
    return switch (role) {
      case PLANNER -> new Reply.Text(plan());
      case VERIFIER -> ScriptedModelServer.passed();
      case EXECUTOR -> turn(conversation);
    };
  }

  private static String plan() {
    var subtasks = new ArrayList<Map<String, Object>>();
    PLAN.forEach(
        (id, needs) ->
            subtasks.add(
                Map.of(
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
                    List.of(id + ".txt"))));
    return Json.write(Map.of("subtasks", subtasks));
  }

  private static Reply turn(Conversation conversation) {
    var outputs = conversation.toolOutputs();
    var subtask = conversation.heading("Subtask");
    var append = new Call("shell_execute", Map.of("command", APPEND));
    var write =
        new Call("write_file", Map.of("path", subtask + ".txt", "content", "part " + subtask));
    if (outputs.isEmpty() || outputs.getLast().contains("The engine stopped")) {
      return new Reply.Calls(List.of(append));
    }
    if (!conversation.hasCalled("write_file")) {
      // Every other subtask writes and appends in one turn: then both stand in one record.
      return new Reply.Calls("ace".contains(subtask) ? List.of(write, append) : List.of(write));
    }
    return new Reply.Text("Part " + subtask + " is written.");
  }
}
