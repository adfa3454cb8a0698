package dev.loom.gateway.filter;

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

  private final Map<HttpConnection, ConnectionState> states = new HashMap<>();

  /// Starts to watch a connection. Its first request head is due.
  void onOpened(HttpConnection connection, long nowMillis) {
    states.put(connection, new ConnectionState(nowMillis + HEAD_MILLIS));
    connection.closeHandler(ignored -> states.remove(connection));
  }

  /// A request head is complete.
  void onRequestHead(HttpConnection connection, boolean hasBody, long nowMillis) {
    var state = states.get(connection);
    if (state != null) {
      state.bodyDue = hasBody;
      state.responseEnded = false;
      state.dueMillis = hasBody ? nowMillis + BODY_MILLIS : NONE;
    }
  }

  /// The request's body is complete.
  void onBodyEnd(HttpConnection connection, long nowMillis) {
    var state = states.get(connection);
    if (state != null) {
      state.bodyDue = false;
      state.dueMillis = state.responseEnded ? nowMillis + IDLE_MILLIS : NONE;
    }
  }

  /// The request is answered. A body that is still on its way keeps its deadline.
  void onResponseEnd(HttpConnection connection, long nowMillis) {
    var state = states.get(connection);
    if (state != null) {
      state.responseEnded = true;
      if (!state.bodyDue) {
        state.dueMillis = nowMillis + IDLE_MILLIS;
      }
    }
  }

  /// Closes what is overdue.
  void sweep(long nowMillis) {
    var overdue = new ArrayList<HttpConnection>();
    states.forEach(
        (connection, state) -> {
          if (state.dueMillis <= nowMillis) {
            overdue.add(connection);
          }
        });
    overdue.forEach(HttpConnection::close);
  }

  private static final class ConnectionState {
    private long dueMillis;
    private boolean bodyDue;
    private boolean responseEnded;

    private ConnectionState(long dueMillis) {
      this.dueMillis = dueMillis;
    }
  }
}
