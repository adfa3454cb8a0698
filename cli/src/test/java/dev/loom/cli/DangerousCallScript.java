package dev.loom.cli;

import dev.loom.cli.ScriptedModelServer.Conversation;
import dev.loom.cli.ScriptedModelServer.Reply;
import dev.loom.cli.ScriptedModelServer.Role;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Scripted model that makes one dangerous call, selected by the number in the goal, with full
/// confidence.
final class DangerousCallScript implements ScriptedModelServer.Script {
  private static final Pattern GOAL = Pattern.compile("Danger (\\d+)\\b");

  static String goal(int index) {
    return "Danger " + index;
  }

  @Override
  public Reply reply(Role role, Conversation conversation) {
    return switch (role) {
      case PLANNER ->
          new Reply.Text(
              "{\"subtasks\": [{\"id\": \"danger\", \"description\": \"do it\", \"depends_on\": [],"
                  + " \"model_tier\": 1, \"verification_tier\": 2, \"is_synthesis\": false,"
                  + " \"acceptance_criteria\": \"\", \"deliverables\": []}]}");
      case VERIFIER ->
          new Reply.Text(
              "{\"passed\": true, \"confidence\": 1.0, \"feedback\": \"ok\", \"issues\": []}");
      case EXECUTOR -> turn(conversation);
    };
  }

  private static Reply turn(Conversation conversation) {
    switch (conversation.toolOutputs().size()) {
      case 0 -> {
        // The dangerous call below.
      }
      case 1 -> {
        // Regardless of the decision: delivers a file, so that there is no second attempt.
        return new Reply.Calls(
            List.of(
                new ScriptedModelServer.Call(
                    "write_file", Map.of("path", "done.txt", "content", "done"))));
      }
      default -> {
        return new Reply.Text("It is done.");
      }
    }
    var goal = GOAL.matcher(conversation.text());
    if (!goal.find()) {
      throw new IllegalStateException("a goal without a number");
    }
    var sample = DangerousSample.ALL.get(Integer.parseInt(goal.group(1)));
    return new Reply.Calls(List.of(sample.call()));
  }
}
