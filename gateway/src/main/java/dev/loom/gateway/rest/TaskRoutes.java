package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.task.ListPendingDecisions;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.SubtaskSnapshot;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Lists tasks and the decisions that they wait for, and shows a task, its subtasks, its questions
/// and, newest first, the messages that users sent to it. [ControlRoutes] answers the questions.
/// Confined to one event loop.
public final class TaskRoutes {
  private static final int MESSAGES_DEFAULT = 50;
  private static final int MESSAGES_MAX = 1_000;
  private static final int CACHED_MAX = 500;

  private final Bus bus;

  /// JSON of tasks for polling clients.
  private final Map<TaskId, CachedTask> cache = new HashMap<>();

  public TaskRoutes(Bus bus) {
    this.bus = bus;
  }

  private record CachedTask(TaskSnapshot task, Buffer json) {}

  /// Represents a pending question.
  ///
  /// @param kind `question` or `budget`
  /// @param options allowed answers; empty if any text is allowed
  record QuestionView(
      String questionId,
      TaskId taskId,
      Optional<SubtaskId> subtaskId,
      PendingDecision.Kind kind,
      String question,
      List<String> options,
      Instant expiresAt) {
    private static QuestionView from(TaskId task, PendingDecision.Fields fields) {
      return new QuestionView(
          fields.id(),
          task,
          fields.subtaskId(),
          fields.kind(),
          fields.text(),
          fields.options(),
          fields.expiresAt());
    }
  }

  public void mount(RestRouter router) {
    router.get("/tasks/:task", request -> find(request).map(this::toJson));
    router.get("/tasks", this::list, "status", "limit", "after");
    router.get("/tasks/:task/subtasks", request -> find(request).map(TaskSnapshot::subtasks));
    router.get("/tasks/:task/subtasks/:subtask", this::subtask);
    router.get("/tasks/:task/conversation", this::conversation, "limit");
    router.get("/tasks/:task/questions", request -> find(request).map(TaskRoutes::questions));
    router.get("/decisions", this::decisions, "limit");
  }

  private Future<TaskSnapshot> find(RestRequest request) {
    return bus.requestAsync(Addresses.TASK_FIND, new FindTask(request.task()));
  }

  /// Returns the JSON view of a task. `TaskReader` (memory) returns the same instance until the
  /// task changes, and the bus passes it by reference, so an unchanged task is serialized once.
  private Buffer toJson(TaskSnapshot task) {
    var cached = cache.get(task.taskId());
    if (cached == null || cached.task() != task) {
      if (cache.size() >= CACHED_MAX) {
        cache.clear();
      }
      cached = new CachedTask(task, Buffer.buffer(Json.write(TaskView.from(task))));
      cache.put(task.taskId(), cached);
    }
    return cached.json();
  }

  private Future<?> list(RestRequest request) {
    var countMax = request.number("limit", ListTasks.COUNT_MAX, 1, ListTasks.COUNT_MAX);
    var statuses = request.choices("status", TaskStatus.values()).orElse(Set.of());
    var list = new ListTasks(statuses, countMax, request.parameter("after").map(TaskRoutes::task));
    return bus.requestAsync(Addresses.TASK_LIST, list)
        .onSuccess(found -> linkNext(request, found))
        .map(ListTasks.Found::tasks);
  }

  private static TaskId task(String id) {
    try {
      return new TaskId(id);
    } catch (IllegalArgumentException ignored) {
      throw Problem.invalidField("after", "must be a task ID");
    }
  }

  /// Names the next page, if there is one, in the `Link` header (RFC 8288).
  private static void linkNext(RestRequest request, ListTasks.Found found) {
    if (found.more()) {
      var next = new StringBuilder("</tasks?after=" + found.tasks().getLast().taskId());
      for (var name : List.of("status", "limit")) {
        request.parameter(name).ifPresent(value -> next.append("&" + name + "=" + value));
      }
      request.response().putHeader("link", next + ">; rel=\"next\"");
    }
  }

  private Future<SubtaskSnapshot> subtask(RestRequest request) {
    var id = request.context().pathParam("subtask");
    return find(request).map(task -> subtaskOf(task, id));
  }

  private static SubtaskSnapshot subtaskOf(TaskSnapshot task, String id) {
    return task.subtasks().stream()
        .filter(subtask -> subtask.id().value().equals(id))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("Subtask not found: " + id));
  }

  private Future<?> conversation(RestRequest request) {
    var countMax = request.number("limit", MESSAGES_DEFAULT, 1, MESSAGES_MAX);
    return find(request)
        .compose(task -> new UserMessageLoader(bus, task).load())
        .map(messages -> messages.reversed().stream().limit(countMax).toList());
  }

  private static List<QuestionView> questions(TaskSnapshot task) {
    return task.interaction().waitingFor().stream()
        .map(PendingDecision::toFields)
        .filter(fields -> fields.kind() != PendingDecision.Kind.APPROVAL)
        .map(fields -> QuestionView.from(task.taskId(), fields))
        .toList();
  }

  private Future<?> decisions(RestRequest request) {
    var limit = ListPendingDecisions.COUNT_MAX;
    var list = new ListPendingDecisions(request.number("limit", limit, 1, limit));
    return bus.requestAsync(Addresses.DECISION_LIST, list)
        .map(ListPendingDecisions.Found::decisions);
  }
}
