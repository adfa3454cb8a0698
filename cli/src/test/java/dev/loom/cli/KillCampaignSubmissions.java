package dev.loom.cli;

import dev.loom.contracts.json.Json;
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

/// What a campaign hands in: tasks of every kind in turn, each with a key, so that one whose answer
/// was lost can be handed in again.
final class KillCampaignSubmissions {
  /// Of so many submissions, one is repeated although it was answered.
  private static final int REPEAT_EVERY = 5;

  private final Path work;
  private final Map<Integer, Submission> open = new TreeMap<>();
  private final Map<String, Submission> accepted = new ConcurrentHashMap<>();
  private final List<String> violations = new ArrayList<>();
  private int count;
  private int unanswered;
  private int repeated;

  /// @param work where the workspaces go
  KillCampaignSubmissions(Path work) {
    this.work = work;
  }

  /// A task as it is handed in.
  record Submission(
      int number, KillCampaignTaskKind kind, Path workspace, String key, String body) {}

  /// Makes the next task.
  synchronized Submission next() throws IOException {
    count++;
    var kinds = KillCampaignTaskKind.values();
    var kind = kinds[count % kinds.length];
    var workspace = Files.createDirectories(work.resolve("t" + count));
    switch (kind) {
      case DANGER, REFUSE -> Files.writeString(workspace.resolve("victim"), "");
      case FILES ->
          Files.writeString(workspace.resolve("start.txt"), KillCampaignFileChecks.BEFORE);
      case GRAPH, RETRY, REPLAN, ASK, CANCEL, PAUSE, STEER, TOKENS, CALLS -> {
        // Begins with nothing.
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

  /// Hands every task in again that was never answered.
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

  /// Without waiting for the answer.
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

  /// The tasks that were answered with 201, by their ids.
  Map<String, Submission> accepted() {
    return accepted;
  }

  Collection<String> violations() {
    return violations;
  }

  String report() {
    return "%d handed in, %d accepted, %d last words unanswered, %d repeated after their answer"
        .formatted(count, accepted.size(), unanswered, repeated);
  }
}
