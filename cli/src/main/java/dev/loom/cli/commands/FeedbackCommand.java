package dev.loom.cli.commands;

import java.util.LinkedHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Implements `loom feedback ID`: rates a finished task.
@Command(name = "feedback", description = "Rate a finished task with a rating, a comment, or both.")
final class FeedbackCommand extends AbstractTaskCommand {
  @Option(names = "--rating", paramLabel = "N", description = "1 (bad) to 5 (good).")
  private Integer rating;

  @Option(names = "--comment", paramLabel = "TEXT", description = "A comment.")
  private String comment;

  @Override
  public Integer call() throws InterruptedException {
    if (rating == null && comment == null) {
      throw new IllegalArgumentException("Pass --rating, --comment, or both.");
    }
    var body = new LinkedHashMap<String, Object>();
    if (rating != null) {
      body.put("rating", rating);
    }
    if (comment != null) {
      body.put("comment", comment);
    }
    return printMessage(postToTask("/feedback", body));
  }
}
