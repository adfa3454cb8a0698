package dev.loom.tools.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/// Knows the requests without a response, so that they can be cancelled and fail with the
/// connection, which the SDK does not do. Notifications go to the owner instead of the SDK, which
/// would send requests of its own for each of them; responses to no request are dropped.
final class TrackedTransport implements McpClientTransport {
  /// Field of a request that names its progress notifications.
  static final String PROGRESS_TOKEN = "progressToken";

  private final McpClientTransport transport;
  private final Consumer<JSONRPCNotification> notifications;
  private final Map<Object, String> tokens = new ConcurrentHashMap<>();
  private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> receiver;

  TrackedTransport(McpClientTransport transport, Consumer<JSONRPCNotification> notifications) {
    this.transport = transport;
    this.notifications = notifications;
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    receiver = handler;
    return transport.connect(message -> handler.apply(message.filter(this::isForSession)));
  }

  private boolean isForSession(JSONRPCMessage message) {
    return switch (message) {
      case JSONRPCResponse response -> tokens.remove(String.valueOf(response.id())) != null;
      case JSONRPCNotification notification -> {
        notifications.accept(notification);
        yield false;
      }
      default -> true;
    };
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    if (message instanceof JSONRPCRequest request) {
      tokens.put(String.valueOf(request.id()), tokenOf(request));
    }
    return transport.sendMessage(message);
  }

  private static String tokenOf(JSONRPCRequest request) {
    return request.params() instanceof McpSchema.CallToolRequest call && call.meta() != null
        ? String.valueOf(call.meta().get(PROGRESS_TOKEN))
        : "";
  }

  /// Informs the server that the result of a call is not needed, and fails the call.
  void cancel(String token) {
    tokens.forEach(
        (id, other) -> {
          if (other.equals(token)) {
            fail(id, "the call was cancelled");
            var params = Map.of("requestId", id, "reason", "cancelled");
            transport
                .sendMessage(new JSONRPCNotification("notifications/cancelled", params))
                .subscribe(_ -> {}, _ -> {});
          }
        });
  }

  /// Fails all requests without a response.
  void failAll(String reason) {
    tokens.keySet().forEach(id -> fail(id, reason));
  }

  private void fail(Object id, String reason) {
    if (tokens.remove(id) != null) {
      var error = new JSONRPCError(McpSchema.ErrorCodes.INTERNAL_ERROR, reason);
      receiver.apply(Mono.just(JSONRPCResponse.error(id, error))).subscribe(_ -> {}, _ -> {});
    }
  }

  @Override
  public Mono<Void> closeGracefully() {
    return transport.closeGracefully();
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return transport.unmarshalFrom(data, type);
  }

  @Override
  public List<String> protocolVersions() {
    return transport.protocolVersions();
  }

  @Override
  public void setExceptionHandler(Consumer<Throwable> handler) {
    transport.setExceptionHandler(handler);
  }
}
