package dev.loom.gateway.stream;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.json.EventJson;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Serves `GET /tasks/{id}/events`, a page of events in the format of the stream, and `GET
/// /blobs/{sha256}`, the full text of a value that is truncated in an event.
public record EventRoutes(Bus bus) {
  private static final int PAGE_EVENTS = 200;
  private static final int PAGE_EVENTS_MAX = 1_000;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public void mount(RestRouter router) {
    router.get("/tasks/:task/events", this::list, "after", "lastEventId", "limit");
    router.get("/blobs/:sha256", this::blob);
  }

  private Future<Buffer> list(RestRequest request) {
    var countMax = request.number("limit", PAGE_EVENTS, 1, PAGE_EVENTS_MAX);
    var read = new ReadEvents(request.task(), request.lastEventId(), countMax);
    return bus.requestAsync(Addresses.JOURNAL_READ, read)
        .compose(page -> requireTask(request.task(), page))
        .map(page -> array(page.entries()));
  }

  /// Fails if an empty page belongs to an unknown task.
  private Future<ReadEvents.Page> requireTask(TaskId task, ReadEvents.Page page) {
    return page.entries().isEmpty()
        ? bus.requestAsync(Addresses.TASK_FIND, new FindTask(task)).map(page)
        : Future.succeededFuture(page);
  }

  private static Buffer array(List<JournalEntry> entries) {
    return Buffer.buffer(
        entries.stream().map(EventJson::of).collect(Collectors.joining(",", "[", "]")));
  }

  private Future<Buffer> blob(RestRequest request) {
    var sha256 = request.context().pathParam("sha256");
    if (!SHA256.matcher(sha256).matches()) {
      throw Problem.notFound("Blob not found: " + sha256);
    }
    return bus.requestAsync(Addresses.JOURNAL_BLOB, new ReadBlob(sha256))
        .map(
            blob -> {
              request.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
              return Buffer.buffer(blob.text());
            });
  }
}
