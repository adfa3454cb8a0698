package dev.loom.cli.commands;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Implements `loom answer ID QUESTION TEXT`: answers a question of a task.
@Command(
    name = "answer",
    description = {
      "Answer a question of a task; 'loom status ID' lists its open questions.",
      "When a budget is exhausted, the answers are raise, finish and stop."
    })
final class AnswerCommand extends AbstractTaskCommand {
  @Parameters(index = "1", paramLabel = "QUESTION", description = "The question's ID.")
  private String question;

  @Parameters(index = "2", paramLabel = "TEXT", description = "The answer.")
  private String answer;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "With raise: the new limit; default: add the same amount again.")
  private Double limit;

  @Override
  public Integer call() throws InterruptedException {
    var body = new LinkedHashMap<String, Object>();
    body.put("answer", answer);
    if (limit != null) {
      body.put("limit", limit);
    }
    var id = URLEncoder.encode(question, StandardCharsets.UTF_8).replace("+", "%20");
    return printMessage(postToTask("/questions/" + id + "/answer", body));
  }
}
