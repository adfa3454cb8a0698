package dev.loom.gateway.response;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Handles every failure of the router by sending a [Problem].
public final class ProblemHandler implements Handler<RoutingContext> {
  private static final int METHOD_NOT_ALLOWED = 405;

  private final ThrottledErrorLog log = new ThrottledErrorLog();
  private final Router router;
  private final int requestBytesMax;

  /// @param requestBytesMax maximum size of a request body, for the message
  public ProblemHandler(Router router, int requestBytesMax) {
    this.router = router;
    this.requestBytesMax = requestBytesMax;
  }

  /// Registers this handler for all failures, including requests without a matching route.
  public void mount() {
    router.route().failureHandler(this);
    for (var status : new int[] {400, 404, 405, 406, 413, 415, 417, 500}) {
      router.errorHandler(status, this);
    }
  }

  @Override
  public void handle(RoutingContext context) {
    var problem = problemOf(context);
    if (problem.status() == METHOD_NOT_ALLOWED) {
      context.response().putHeader(HttpHeaders.ALLOW, allowedMethods(context));
      if (context.request().method() == HttpMethod.OPTIONS) {
        context.response().setStatusCode(204).end();
        return;
      }
    }
    problem.send(context.response());
    if (!context.request().isEnded() && context.failure() != null) {
      // What follows a malformed body cannot be read.
      context.request().connection().close();
    }
  }

  /// Returns the methods of all routes that match the path, for the `Allow` header. vertx-web does
  /// not expose them.
  private String allowedMethods(RoutingContext context) {
    var path = context.normalizedPath().split("/", -1);
    return router.getRoutes().stream()
        .filter(route -> route.getPath() != null && matches(route.getPath().split("/", -1), path))
        .flatMap(route -> route.methods().stream())
        .map(HttpMethod::name)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static boolean matches(String[] pattern, String[] path) {
    return pattern.length == path.length
        && IntStream.range(0, path.length)
            .allMatch(i -> pattern[i].startsWith(":") || pattern[i].equals(path[i]));
  }

  private Problem problemOf(RoutingContext context) {
    return switch (context.failure()) {
      case null -> ofStatus(context.statusCode());
      case Problem failure -> failure;
      case ServiceException failure when failure.error().code() != ServiceError.Code.INTERNAL ->
          Problem.from(failure.error());
      // The path or query cannot be decoded; vertx-web reports only the status.
      case Throwable ignored when context.statusCode() == 400 -> ofStatus(400);
      // Every route runs after the whole body was read.
      case Throwable ignored when !context.request().isEnded() ->
          Problem.malformed("The request body is not properly encoded in chunks.");
      case Throwable failure -> {
        log.report(context.request().method() + " " + context.request().path(), failure);
        yield Problem.internal();
      }
    };
  }

  private Problem ofStatus(int status) {
    return switch (status) {
      // An undecodable path fails before a status is set.
      case -1, 400 ->
          Problem.malformed("The request path or query is not properly encoded; use %-escapes.");
      case 404 -> Problem.notFound("Not Found");
      case METHOD_NOT_ALLOWED ->
          Problem.permanent(METHOD_NOT_ALLOWED, "method_not_allowed", "Method Not Allowed");
      case 413 ->
          Problem.permanent(
              413,
              "content_too_large",
              "The request body is larger than "
                  + requestBytesMax
                  + " bytes; put long texts into files of the workspace, or raise"
                  + " server.request_bytes_max.");
      case 417 ->
          Problem.permanent(417, "expectation_failed", "Only Expect: 100-continue is supported.");
      default -> Problem.internal();
    };
  }
}
