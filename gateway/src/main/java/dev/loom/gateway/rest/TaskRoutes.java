package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.task.SubtaskSnapshot;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;

/// Lists tasks and shows a task, its subtasks and, newest first, the messages that users sent to
/// it.
public final class TaskRoutes {
  private static final int MESSAGES_DEFAULT = 50;
  private static final int MESSAGES_MAX = 1_000;

  private final Bus bus;
  private final TaskJsonCache jsonCache = new TaskJsonCache();

  public TaskRoutes(Bus bus) {
    this.bus = bus;
  }

  public void mount(Router router) {
    RequestParams.mountGet(router, "/tasks/:task", this::show);
    RequestParams.mountGet(router, "/tasks", this::list);
    RequestParams.mountGet(router, "/tasks/:task/subtasks", this::subtasks);
    RequestParams.mountGet(router, "/tasks/:task/subtasks/:subtask", this::subtask);
    RequestParams.mountGet(router, "/tasks/:task/conversation", this::conversation);
  }

  private void list(RoutingContext context) {
    var countMax =
        RequestParams.number(context, "limit", ListTasks.COUNT_MAX, 1, ListTasks.COUNT_MAX);
    var request = new ListTasks(statuses(context), countMax);
    SuccessResponses.sendJson(
        context, bus.requestAsync(Addresses.TASK_LIST, request), ListTasks.Found::tasks);
  }

  private static Set<TaskStatus> statuses(RoutingContext context) {
    return RequestParams.choices(
            context,
            "status",
            TaskStatus.values(),
            status -> status.name().toLowerCase(Locale.ROOT))
        .orElse(Set.of());
  }

  private void show(RoutingContext context) {
    SuccessResponses.sendSerialized(context, find(context), jsonCache::toJson);
  }

  private void subtasks(RoutingContext context) {
    SuccessResponses.sendJson(context, find(context), TaskSnapshot::subtasks);
  }

  private void subtask(RoutingContext context) {
    var id = context.pathParam("subtask");
    SuccessResponses.sendJson(context, find(context), task -> subtaskOf(task, id));
  }

  private void conversation(RoutingContext context) {
    var found = find(context);
    var countMax = RequestParams.number(context, "limit", MESSAGES_DEFAULT, 1, MESSAGES_MAX);
    SuccessResponses.sendJson(
        context,
        found.compose(task -> new UserMessageLoader(bus, task).load()),
        messages -> messages.reversed().stream().limit(countMax).toList());
  }

  private static SubtaskSnapshot subtaskOf(TaskSnapshot task, String id) {
    return task.subtasks().stream()
        .filter(subtask -> subtask.id().value().equals(id))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("Subtask not found: " + id).toException());
  }

  private Future<TaskSnapshot> find(RoutingContext context) {
    return bus.requestAsync(Addresses.TASK_FIND, new FindTask(RequestParams.task(context)));
  }
}
