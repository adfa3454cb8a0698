package dev.loom.gateway.response;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.text.TextTruncator;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the parameters and the body of a request. A malformed task id in a path with a `:task`
/// segment is reported first, with 404, then a query parameter that the route does not declare or
/// that occurs twice, with 422: ignoring it would answer another question than the client's.
public final class RestRequest {
  private static final int ERRORS_MAX = 20;
  private static final int NAME_CHARS_MAX = 100;

  private final RoutingContext context;
  private final Optional<TaskId> task;
  private final List<String> parameters;

  /// @param parameters names of the query parameters of the route
  /// @throws Problem if the task id or the query is invalid
  RestRequest(RoutingContext context, List<String> parameters) {
    this.context = context;
    this.task = Optional.ofNullable(context.pathParam("task")).map(RestRequest::parseTask);
    this.parameters = parameters;
    checkQuery();
  }

  private void checkQuery() {
    var errors = new ArrayList<Problem.FieldError>();
    for (var name : context.queryParams().names()) {
      if (!parameters.contains(name)) {
        var known =
            parameters.isEmpty() ? "; there are none" : ": " + String.join(", ", parameters);
        errors.add(error(name, "is not a query parameter of this request" + known));
      } else if (context.queryParams().getAll(name).size() > 1) {
        errors.add(error(name, "must occur only once"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalidFields(errors.stream().limit(ERRORS_MAX).toList());
    }
  }

  private static Problem.FieldError error(String name, String message) {
    return new Problem.FieldError(TextTruncator.withEllipsis(name, NAME_CHARS_MAX), message);
  }

  /// Returns the underlying request and response.
  public RoutingContext context() {
    return context;
  }

  /// Returns the response, to set its headers or another status than 200.
  public HttpServerResponse response() {
    return context.response();
  }

  /// Returns the task id of a path with a `:task` segment.
  public TaskId task() {
    return task.orElseThrow();
  }

  /// Returns the fields of the required JSON body.
  ///
  /// @throws Problem if the body is absent or malformed
  public JsonFields fields() {
    return new JsonFields(JsonBody.read(context));
  }

  /// Returns the fields of the JSON body, none if the body is absent.
  ///
  /// @throws Problem if the body is malformed
  public JsonFields optionalFields() {
    return new JsonFields(JsonBody.readOrEmpty(context));
  }

  private static TaskId parseTask(String text) {
    try {
      return new TaskId(text);
    } catch (IllegalArgumentException ignored) {
      throw Problem.notFound("Task not found: " + text);
    }
  }

  /// Returns a query parameter that the route declares, or empty if it is absent.
  ///
  /// @throws Problem if the value is empty
  public Optional<String> parameter(String name) {
    var value = find(name);
    if (value.filter(String::isEmpty).isPresent()) {
      throw Problem.invalidField(name, "must not be empty; leave the parameter out");
    }
    return value;
  }

  private Optional<String> find(String name) {
    if (!parameters.contains(name)) {
      throw new IllegalArgumentException("the route does not declare the parameter " + name);
    }
    return Optional.ofNullable(context.queryParams().get(name));
  }

  /// Returns a boolean query parameter; false if absent.
  ///
  /// @throws Problem if the value is neither `true` nor `false`
  public boolean flag(String name) {
    return switch (parameter(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Problem.invalidField(name, "must be true or false");
    };
  }

  /// Returns the values of a comma-separated query parameter; empty if it is absent.
  ///
  /// @param values all values; their names in the API are in lower case
  /// @throws Problem if a name is unknown
  public <E extends Enum<E>> Optional<Set<E>> choices(String name, E[] values) {
    var byName = JsonFields.byName(List.of(values));
    return parameter(name)
        .map(
            text ->
                Arrays.stream(text.split(",", -1))
                    .map(choice -> find(name, choice, byName))
                    .collect(Collectors.toSet()));
  }

  private static <E> E find(String name, String choice, Map<String, E> byName) {
    return Optional.ofNullable(byName.get(choice))
        .orElseThrow(
            () ->
                Problem.invalidField(name, "must be one of " + String.join(", ", byName.keySet())));
  }

  /// Returns an integer query parameter.
  ///
  /// @throws Problem if the value is not an integer from `min` to `max`
  public int number(String name, int defaultValue, int min, int max) {
    var text = parameter(name);
    return text.isEmpty()
        ? defaultValue
        : (int)
            parse(text.get(), min, max)
                .orElseThrow(
                    () ->
                        Problem.invalidField(
                            name, "must be a whole number from " + min + " to " + max));
  }

  /// Returns the number of the last event that the reader of a stream has, 0 for none: the
  /// `Last-Event-ID` header, which browsers send on reconnect, else the query parameter
  /// `lastEventId`, which replacements of the browser's `EventSource` send instead, both possibly
  /// empty, else `after`.
  ///
  /// @throws Problem if the value is not an event number
  public long lastEventId() {
    var text =
        Optional.ofNullable(context.request().getHeader("last-event-id"))
            .filter(header -> !header.isEmpty())
            .or(() -> find("lastEventId").filter(given -> !given.isEmpty()))
            .or(() -> parameter("after"));
    return parse(text.orElse("0"), 0, Long.MAX_VALUE)
        .orElseThrow(
            () ->
                Problem.malformedCursor(
                    "Last-Event-ID and after must be the number of the last received event,"
                        + " 0 or more."));
  }

  private static OptionalLong parse(String text, long min, long max) {
    try {
      var number = Long.parseLong(text);
      return number >= min && number <= max ? OptionalLong.of(number) : OptionalLong.empty();
    } catch (NumberFormatException ignored) {
      return OptionalLong.empty();
    }
  }
}
