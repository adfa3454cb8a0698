package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.TaskList;
import dev.loom.contracts.task.SubtaskSnapshot;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Lists tasks and shows a task with its subtasks.
public final class TaskRoutes {
  private static final Map<String, TaskStatus> STATUSES =
      Arrays.stream(TaskStatus.values())
          .collect(Collectors.toMap(TaskRoutes::wireName, Function.identity()));

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
  }

  private void list(RoutingContext context) {
    var countMax =
        RequestParams.number(context, "limit", ListTasks.COUNT_MAX, 1, ListTasks.COUNT_MAX);
    var request = new ListTasks(statuses(context), countMax);
    SuccessResponses.sendJson(
        context, bus.requestAsync(Addresses.TASK_LIST, request), TaskList::tasks);
  }

  private static Set<TaskStatus> statuses(RoutingContext context) {
    var parameter = RequestParams.parameter(context, "status");
    var statuses = EnumSet.noneOf(TaskStatus.class);
    for (var name : parameter.map(text -> List.of(text.split(",", -1))).orElse(List.of())) {
      var status = STATUSES.get(name);
      if (status == null) {
        var names = Arrays.stream(TaskStatus.values()).map(TaskRoutes::wireName).toList();
        var message = "must be one of " + String.join(", ", names);
        throw Problem.invalidFields(List.of(new Problem.FieldError("status", message)))
            .toException();
      }
      statuses.add(status);
    }
    return statuses;
  }

  private static String wireName(TaskStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
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
