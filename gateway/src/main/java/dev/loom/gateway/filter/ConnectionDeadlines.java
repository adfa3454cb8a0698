package dev.loom.gateway.filter;

import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Map;

/// Closes connections that miss a deadline: for the first request head, for a body, or for the next
/// request. A pending response has no deadline here, because the bus request has one.
///
/// One sweep per second checks all connections, which is cheaper than timers for each request.
/// Confined to one event loop.
final class ConnectionDeadlines {
  /// Deadline for the first request head.
  static final long HEAD_MILLIS = 10_000;

  /// Deadline for a request body.
  static final long BODY_MILLIS = 30_000;

  /// Deadline for the complete head of the next request on an idle connection.
  static final long IDLE_MILLIS = 60_000;

  private static final long NONE = Long.MAX_VALUE;

  private final Map<HttpConnection, ConnectionState> states = new HashMap<>();

  /// Tracks a new connection; the first request head is due.
  void onOpened(HttpConnection connection, long nowMillis) {
    states.put(connection, new ConnectionState(nowMillis + HEAD_MILLIS));
    connection.closeHandler(ignored -> states.remove(connection));
  }

  /// Records a complete request head.
  void onRequestHead(HttpConnection connection, boolean hasBody, long nowMillis) {
    var state = states.get(connection);
    if (state != null) {
      state.bodyDue = hasBody;
      state.responseEnded = false;
      state.dueMillis = hasBody ? nowMillis + BODY_MILLIS : NONE;
    }
  }

  /// Records a complete request body.
  void onBodyEnd(HttpConnection connection, long nowMillis) {
    var state = states.get(connection);
    if (state != null) {
      state.bodyDue = false;
      state.dueMillis = state.responseEnded ? nowMillis + IDLE_MILLIS : NONE;
    }
  }

  /// Records the end of the response. A body that is still being received keeps its deadline.
  void onResponseEnd(HttpConnection connection, long nowMillis) {
    var state = states.get(connection);
    if (state != null) {
      state.responseEnded = true;
      if (!state.bodyDue) {
        state.dueMillis = nowMillis + IDLE_MILLIS;
      }
    }
  }

  /// Closes overdue connections.
  void sweep(long nowMillis) {
    states.entrySet().stream()
        .filter(entry -> entry.getValue().dueMillis <= nowMillis)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(HttpConnection::close);
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
