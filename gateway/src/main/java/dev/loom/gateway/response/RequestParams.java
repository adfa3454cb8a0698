package dev.loom.gateway.response;

import dev.loom.contracts.id.TaskId;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads parameters from the path and the query of a request.
public final class RequestParams {
  private RequestParams() {}

  /// Mounts a handler for `GET` and `HEAD`.
  public static void mountGet(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  /// Returns the task id of a path with a `:task` segment.
  ///
  /// @throws ProblemException with 404 if the id is malformed
  public static TaskId task(RoutingContext context) {
    var text = context.pathParam("task");
    try {
      return new TaskId(text);
    } catch (IllegalArgumentException ignored) {
      throw Problem.notFound("Task not found: " + text).toException();
    }
  }

  /// Returns a query parameter, or empty if it is absent or empty.
  ///
  /// @throws ProblemException if the query cannot be decoded
  public static Optional<String> parameter(RoutingContext context, String name) {
    try {
      return Optional.ofNullable(context.request().getParam(name)).filter(text -> !text.isEmpty());
    } catch (IllegalArgumentException ignored) {
      throw Problem.malformed("The request query is not properly encoded; use %-escapes.")
          .toException();
    }
  }

  /// Returns a boolean query parameter; false if absent.
  ///
  /// @throws ProblemException if the value is neither `true` nor `false`
  public static boolean flag(RoutingContext context, String name) {
    return switch (parameter(context, name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Problem.invalidField(name, "must be true or false").toException();
    };
  }

  /// Returns the values of a comma-separated query parameter; empty if it is absent.
  ///
  /// @param values all values
  /// @param wireName returns the name of a value in the API
  /// @throws ProblemException if a name is unknown
  public static <E extends Enum<E>> Optional<Set<E>> choices(
      RoutingContext context, String name, E[] values, Function<E, String> wireName) {
    return parameter(context, name)
        .map(
            text ->
                Arrays.stream(text.split(",", -1))
                    .map(choice -> find(name, choice, values, wireName))
                    .collect(Collectors.toSet()));
  }

  private static <E> E find(String name, String choice, E[] values, Function<E, String> wireName) {
    return Arrays.stream(values)
        .filter(value -> wireName.apply(value).equals(choice))
        .findFirst()
        .orElseThrow(
            () -> {
              var names = Arrays.stream(values).map(wireName).collect(Collectors.joining(", "));
              return Problem.invalidField(name, "must be one of " + names).toException();
            });
  }

  /// Returns an integer query parameter.
  ///
  /// @throws ProblemException if the value is not an integer from `min` to `max`
  public static int number(
      RoutingContext context, String name, int defaultValue, int min, int max) {
    var text = parameter(context, name);
    if (text.isEmpty()) {
      return defaultValue;
    }
    try {
      var number = Integer.parseInt(text.get());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException ignored) {
      // Reported below like a number out of range.
    }
    throw Problem.invalidField(name, "must be a whole number from " + min + " to " + max)
        .toException();
  }
}
