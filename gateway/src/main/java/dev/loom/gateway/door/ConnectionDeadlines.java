package dev.loom.gateway.door;

import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/// Closes connections whose client takes too long: to say what it wants, to send its body, or to
/// ask again. While we owe the answer there is no deadline here; the question on the bus has one.
///
/// One sweep a second looks at all of them, so a request costs two assignments instead of timers.
/// Belongs to one event loop.
final class ConnectionDeadlines {
  /// How long the first request head may take.
  static final long HEAD_MILLIS = 10_000;

  /// How long a request body may take.
  static final long BODY_MILLIS = 30_000;

  /// How long a connection may be silent, or dawdle over a further request head, between requests.
  static final long IDLE_MILLIS = 60_000;

  private static final long NONE = Long.MAX_VALUE;

  private final Map<HttpConnection, Visit> visits = new HashMap<>();

  /// Starts to watch a connection. Its first request head is due.
  void opened(HttpConnection connection, long nowMillis) {
    visits.put(connection, new Visit(nowMillis + HEAD_MILLIS));
    connection.closeHandler(ignored -> visits.remove(connection));
  }

  /// A request head is complete.
  void began(HttpConnection connection, boolean hasBody, long nowMillis) {
    var visit = visits.get(connection);
    if (visit != null) {
      visit.bodyDue = hasBody;
      visit.answered = false;
      visit.dueMillis = hasBody ? nowMillis + BODY_MILLIS : NONE;
    }
  }

  /// The request's body is complete.
  void bodyEnded(HttpConnection connection, long nowMillis) {
    var visit = visits.get(connection);
    if (visit != null) {
      visit.bodyDue = false;
      visit.dueMillis = visit.answered ? nowMillis + IDLE_MILLIS : NONE;
    }
  }

  /// The request is answered. A body that is still on its way keeps its deadline.
  void answered(HttpConnection connection, long nowMillis) {
    var visit = visits.get(connection);
    if (visit != null) {
      visit.answered = true;
      if (!visit.bodyDue) {
        visit.dueMillis = nowMillis + IDLE_MILLIS;
      }
    }
  }

  /// Closes what is overdue.
  void sweep(long nowMillis) {
    var overdue = new ArrayList<HttpConnection>();
    visits.forEach(
        (connection, visit) -> {
          if (visit.dueMillis <= nowMillis) {
            overdue.add(connection);
          }
        });
    overdue.forEach(HttpConnection::close);
  }

  private static final class Visit {
    private long dueMillis;
    private boolean bodyDue;
    private boolean answered;

    private Visit(long dueMillis) {
      this.dueMillis = dueMillis;
    }
  }
}
