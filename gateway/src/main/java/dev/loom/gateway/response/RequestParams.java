package dev.loom.gateway.response;

import dev.loom.contracts.id.TaskId;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/// What a request asks for in its path and query.
public final class RequestParams {
  private RequestParams() {}

  /// Mounts something to be looked at; `HEAD` shows the same without its body.
  public static void mountGet(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  /// The task of a path with a `:task`. An impossible id names no task.
  ///
  /// @throws ProblemException when it is impossible
  public static TaskId task(RoutingContext context) {
    var text = context.pathParam("task");
    try {
      return new TaskId(text);
    } catch (IllegalArgumentException impossible) {
      throw Problem.notFound("Task not found: " + text).toException();
    }
  }

  /// A parameter of the query, if it is there and not empty.
  ///
  /// @throws ProblemException when the query cannot be decoded
  public static Optional<String> parameter(RoutingContext context, String name) {
    try {
      return Optional.ofNullable(context.request().getParam(name)).filter(text -> !text.isEmpty());
    } catch (IllegalArgumentException undecodable) {
      throw Problem.malformed("The request's query is not properly encoded; use %-escapes.")
          .toException();
    }
  }

  /// A truth value of the query, false when there is none.
  ///
  /// @throws ProblemException when it is none
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

  /// A whole number of the query.
  ///
  /// @throws ProblemException when it is none, or out of bounds
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
    } catch (NumberFormatException notANumber) {
      // Refused below like one out of bounds.
    }
    throw Problem.invalidFields(
            List.of(
                new Problem.FieldError(name, "must be a whole number from " + min + " to " + max)))
        .toException();
  }
}
