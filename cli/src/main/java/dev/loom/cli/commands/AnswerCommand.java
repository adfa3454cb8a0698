package dev.loom.cli.commands;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `loom answer ID QUESTION TEXT`: answers what a task asks.
@Command(
    name = "answer",
    description = {
      "Answer what a task asks; 'loom status ID' shows its questions.",
      "At the end of its budget the answers are raise, finish and stop."
    })
final class AnswerCommand extends AbstractTaskCommand {
  @Parameters(index = "1", paramLabel = "QUESTION", description = "The question.")
  private String question;

  @Parameters(index = "2", paramLabel = "TEXT", description = "The answer.")
  private String answer;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "With raise: the new limit; without it there is as much again.")
  private Double limit;

  @Override
  public Integer call() throws InterruptedException {
    var body = new LinkedHashMap<String, Object>();
    body.put("answer", answer);
    if (limit != null) {
      body.put("limit", limit);
    }
    var id = URLEncoder.encode(question, StandardCharsets.UTF_8).replace("+", "%20");
    return printMessage(post("/questions/" + id + "/answer", body));
  }
}
