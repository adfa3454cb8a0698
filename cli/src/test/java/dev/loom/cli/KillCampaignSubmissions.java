package dev.loom.cli;

import dev.loom.bus.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Submits the tasks of a campaign, cycling through all kinds. Each has an idempotency key, so that
/// a submission without a response is sent again.
final class KillCampaignSubmissions {
  /// One of this many submissions is repeated after its response.
  private static final int REPEAT_EVERY = 5;

  private final Path work;
  private final Map<Integer, Submission> open = new TreeMap<>();
  private final Map<String, Submission> accepted = new ConcurrentHashMap<>();
  private final List<String> violations = new ArrayList<>();
  private int count;
  private int unanswered;
  private int repeated;

  /// @param work directory of the workspaces
  KillCampaignSubmissions(Path work) {
    this.work = work;
  }

  /// A task to submit.
  record Submission(
      int number, KillCampaignTaskKind kind, Path workspace, String key, String body) {}

  /// Creates the next task.
  synchronized Submission next() throws IOException {
    count++;
    var kinds = KillCampaignTaskKind.values();
    var kind = kinds[count % kinds.length];
    var workspace = Files.createDirectories(work.resolve("t" + count));
    switch (kind) {
      case DANGER, ABORT -> Files.writeString(workspace.resolve("victim"), "");
      case FILES ->
          Files.writeString(workspace.resolve("start.txt"), KillCampaignFileChecks.BEFORE);
      case GRAPH, RETRY, REPLAN, ASK, CANCEL, PAUSE, STEER, TOKENS, CALLS -> {
        // Starts with an empty workspace.
      }
    }
    var body =
        Json.write(
            Map.of(
                "goal", kind.goal(count),
                "workspace", workspace.toString(),
                "budget", kind.budget()));
    var submission = new Submission(count, kind, workspace, "campaign-" + count, body);
    open.put(count, submission);
    return submission;
  }

  /// Sends all submissions without a response again.
  void sendOpen(LoomRestClient rest) throws IOException, InterruptedException {
    for (var submission : open()) {
      send(rest, submission);
    }
  }

  synchronized List<Submission> open() {
    return List.copyOf(open.values());
  }

  void send(LoomRestClient rest, Submission submission) throws IOException, InterruptedException {
    onResponse(submission, rest.http().send(request(rest, submission), BodyHandlers.ofString()));
    if (submission.number() % REPEAT_EVERY == 0) {
      onResponse(submission, rest.http().send(request(rest, submission), BodyHandlers.ofString()));
      repeated++;
    }
  }

  /// Sends a submission without waiting for the response.
  CompletableFuture<HttpResponse<String>> sendAsync(LoomRestClient rest, Submission submission) {
    return rest.http().sendAsync(request(rest, submission), BodyHandlers.ofString());
  }

  private static java.net.http.HttpRequest request(LoomRestClient rest, Submission submission) {
    return rest.request("/tasks")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", submission.key())
        .POST(BodyPublishers.ofString(submission.body()))
        .build();
  }

  synchronized void onResponse(Submission submission, HttpResponse<String> response) {
    if (response.statusCode() != 201) {
      violations.add(submission.key() + ": " + response.statusCode() + " " + response.body());
      return;
    }
    var id = Json.parse(response.body()).path("task_id").asText();
    open.remove(submission.number());
    accepted.put(id, submission);
    var ids =
        accepted.entrySet().stream()
            .filter(entry -> entry.getValue().number() == submission.number())
            .count();
    if (ids > 1) {
      violations.add("the key " + submission.key() + " gave a second task, " + id);
    }
  }

  synchronized void onNoResponse() {
    unanswered++;
  }

  /// Returns the accepted tasks by ID.
  Map<String, Submission> accepted() {
    return accepted;
  }

  Collection<String> violations() {
    return violations;
  }

  String report() {
    return "%d submitted, %d accepted, %d last submissions without a response, %d repeated"
        .formatted(count, accepted.size(), unanswered, repeated);
  }
}
