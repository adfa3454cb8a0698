package dev.loom.gateway.stream;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.json.EventJson;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.EventPage;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;

/// Serves `GET /tasks/{id}/events`: a page of events in the format of the stream.
public final class EventRoutes {
  private static final int PAGE_EVENTS = 200;
  private static final int PAGE_EVENTS_MAX = 1_000;

  private final Bus bus;

  public EventRoutes(Bus bus) {
    this.bus = bus;
  }

  public void mount(Router router) {
    RequestParams.mountGet(router, "/tasks/:task/events", this::list);
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
  private Future<EventPage> requireTask(TaskId task, EventPage page) {
    return page.entries().isEmpty()
        ? bus.requestAsync(Addresses.TASK_FIND, new FindTask(task)).map(page)
        : Future.succeededFuture(page);
  }

  private static String array(List<JournalEntry> entries) {
    return entries.stream().map(EventJson::of).collect(Collectors.joining(",", "[", "]"));
  }
}
