package dev.loom.gateway.response;

import dev.loom.contracts.id.TaskId;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

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
      default ->
          throw Problem.invalidFields(
                  List.of(new Problem.FieldError(name, "must be true or false")))
              .toException();
    };
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
    throw Problem.invalidFields(
            List.of(
                new Problem.FieldError(name, "must be a whole number from " + min + " to " + max)))
        .toException();
  }
}
