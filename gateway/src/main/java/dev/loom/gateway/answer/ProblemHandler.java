package dev.loom.gateway.answer;

import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.bus.RefusedException;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// The one failure handler: whatever goes wrong behind the doors becomes a [Problem] here.
public final class ProblemHandler implements Handler<RoutingContext> {
  private final FaultLog log;

  public ProblemHandler(FaultLog log) {
    this.log = log;
  }

  /// Makes it the handler of every failure of a router, those without a route included.
  public void mount(Router router) {
    router.route().failureHandler(this);
    for (var status : new int[] {400, 404, 405, 406, 413, 415, 500}) {
      router.errorHandler(status, this);
    }
  }

  @Override
  public void handle(RoutingContext context) {
    problemOf(context).answer(context.response());
  }

  private Problem problemOf(RoutingContext context) {
    return switch (context.failure()) {
      case null -> ofStatus(context.statusCode());
      case ProblemException known -> known.problem();
      case RefusedException refused -> ofRefusal(context, refused);
      // The path or the query cannot be decoded; vertx-web says so with the status alone.
      case Throwable broken when context.statusCode() == 400 -> ofStatus(400);
      case Throwable fault -> {
        log.report(context.request().method() + " " + context.request().path(), fault);
        yield Problem.internal();
      }
    };
  }

  private Problem ofRefusal(RoutingContext context, RefusedException refused) {
    if (refused.refusal().code() == Refusal.Code.INTERNAL) {
      log.report(context.request().method() + " " + context.request().path(), refused);
    }
    return Problem.of(refused.refusal());
  }

  private static Problem ofStatus(int status) {
    return switch (status) {
      case 400 ->
          Problem.malformed("The request's path or query is not properly encoded; use %-escapes.");
      case 404 -> Problem.notFound("Not Found");
      case 405 -> Problem.of(405, "method_not_allowed", "Method Not Allowed");
      default -> Problem.internal();
    };
  }
}
