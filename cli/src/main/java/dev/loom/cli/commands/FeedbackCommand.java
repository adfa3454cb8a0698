package dev.loom.cli.commands;

import java.util.LinkedHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `loom feedback ID`: says how good a finished task was.
@Command(
    name = "feedback",
    description = "Say how good a finished task was: a rating, a comment, or both.")
final class FeedbackCommand extends AbstractTaskCommand {
  @Option(names = "--rating", paramLabel = "N", description = "1 (bad) to 5 (good).")
  private Integer rating;

  @Option(names = "--comment", paramLabel = "TEXT", description = "In your own words.")
  private String comment;

  @Override
  public Integer call() throws InterruptedException {
    if (rating == null && comment == null) {
      throw new IllegalArgumentException("Give --rating, --comment, or both.");
    }
    var body = new LinkedHashMap<String, Object>();
    if (rating != null) {
      body.put("rating", rating);
    }
    if (comment != null) {
      body.put("comment", comment);
    }
    return printMessage(post("/feedback", body));
  }
}
