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
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Serves `GET /tasks/{id}/events`, a page of events in the format of the stream, and `GET
/// /blobs/{sha256}`, the full text of a value that is truncated in an event.
public final class EventRoutes {
  private static final int PAGE_EVENTS = 200;
  private static final int PAGE_EVENTS_MAX = 1_000;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Bus bus;

  public EventRoutes(Bus bus) {
    this.bus = bus;
  }

  public void mount(Router router) {
    RequestParams.mountGet(router, "/tasks/:task/events", this::list);
    RequestParams.mountGet(router, "/blobs/:sha256", this::showBlob);
  }

  private void list(RoutingContext context) {
    var task = RequestParams.task(context);
    var countMax = RequestParams.number(context, "limit", PAGE_EVENTS, 1, PAGE_EVENTS_MAX);
    var request = new ReadEvents(task, LastEventId.read(context), countMax);
    bus.requestAsync(Addresses.JOURNAL_READ, request)
        .compose(page -> requireTask(task, page))
        .onComplete(
            page -> SuccessResponses.sendSerialized(context, array(page.entries())), context::fail);
  }

  /// Fails if an empty page belongs to an unknown task.
  private Future<ReadEvents.Page> requireTask(TaskId task, ReadEvents.Page page) {
    return page.entries().isEmpty()
        ? bus.requestAsync(Addresses.TASK_FIND, new FindTask(task)).map(page)
        : Future.succeededFuture(page);
  }

  private static String array(List<JournalEntry> entries) {
    return entries.stream().map(EventJson::of).collect(Collectors.joining(",", "[", "]"));
  }

  private void showBlob(RoutingContext context) {
    var sha256 = context.pathParam("sha256");
    if (!SHA256.matcher(sha256).matches()) {
      throw Problem.notFound("Blob not found: " + sha256).toException();
    }
    bus.requestAsync(Addresses.JOURNAL_BLOB, new ReadBlob(sha256))
        .onComplete(blob -> SuccessResponses.sendText(context, blob.text()), context::fail);
  }
}
