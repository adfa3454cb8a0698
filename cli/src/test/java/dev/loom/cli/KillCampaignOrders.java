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
final class KillCampaignOrders {
  /// Of so many submissions, one is repeated although it was answered.
  private static final int REPEATED_ONE_OF = 5;

  private final Path work;
  private final Map<Integer, Order> open = new TreeMap<>();
  private final Map<String, Order> accepted = new ConcurrentHashMap<>();
  private final List<String> violations = new ArrayList<>();
  private int count;
  private int unanswered;
  private int repeated;

  /// @param work where the workspaces go
  KillCampaignOrders(Path work) {
    this.work = work;
  }

  /// A task as it is handed in.
  record Order(int number, KillCampaignKind kind, Path workspace, String key, String body) {}

  /// Makes the next task.
  synchronized Order next() throws IOException {
    count++;
    var kinds = KillCampaignKind.values();
    var kind = kinds[count % kinds.length];
    var workspace = Files.createDirectories(work.resolve("t" + count));
    switch (kind) {
      case DANGER, REFUSE -> Files.writeString(workspace.resolve("victim"), "");
      case FILES -> Files.writeString(workspace.resolve("start.txt"), KillCampaignFiles.BEFORE);
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
    var order = new Order(count, kind, workspace, "campaign-" + count, body);
    open.put(count, order);
    return order;
  }

  /// Hands every task in again that was never answered.
  void sendOpen(LoomRest rest) throws IOException, InterruptedException {
    for (var order : open()) {
      send(rest, order);
    }
  }

  synchronized List<Order> open() {
    return List.copyOf(open.values());
  }

  void send(LoomRest rest, Order order) throws IOException, InterruptedException {
    heard(order, rest.http().send(request(rest, order), BodyHandlers.ofString()));
    if (order.number() % REPEATED_ONE_OF == 0) {
      heard(order, rest.http().send(request(rest, order), BodyHandlers.ofString()));
      repeated++;
    }
  }

  /// Without waiting for the answer.
  CompletableFuture<HttpResponse<String>> sending(LoomRest rest, Order order) {
    return rest.http().sendAsync(request(rest, order), BodyHandlers.ofString());
  }

  private static java.net.http.HttpRequest request(LoomRest rest, Order order) {
    return rest.request("/tasks")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", order.key())
        .POST(BodyPublishers.ofString(order.body()))
        .build();
  }

  synchronized void heard(Order order, HttpResponse<String> answer) {
    if (answer.statusCode() != 201) {
      violations.add(order.key() + ": " + answer.statusCode() + " " + answer.body());
      return;
    }
    var id = Json.parse(answer.body()).path("task_id").asText();
    open.remove(order.number());
    accepted.put(id, order);
    var ids =
        accepted.entrySet().stream()
            .filter(entry -> entry.getValue().number() == order.number())
            .count();
    if (ids > 1) {
      violations.add("the key " + order.key() + " gave a second task, " + id);
    }
  }

  synchronized void unheard() {
    unanswered++;
  }

  /// The tasks that were answered with 201, by their ids.
  Map<String, Order> accepted() {
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
