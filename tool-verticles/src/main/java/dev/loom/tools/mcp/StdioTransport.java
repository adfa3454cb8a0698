package dev.loom.tools.mcp;

import dev.loom.tools.process.ServerProcess;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/// Exchanges messages with a process, one JSON text a line. A line that is no message is ignored,
/// whatever the server prints beside the protocol; one that is too long ends the process. Messages
/// that the server does not read are refused once the queue is full.
final class StdioTransport implements McpClientTransport {
  /// Maximum length of a line in bytes.
  static final int LINE_BYTES_MAX = 16 * 1024 * 1024;

  private static final int MESSAGES_WAITING_MAX = 1_000;
  private static final int ERROR_LINE_CHARS_MAX = 300;
  private static final long ERRORS_MILLIS_MAX = 500;
  private static final Logger LOG = System.getLogger(StdioTransport.class.getName());

  private final ServerProcess process;
  private final McpJsonMapper json;
  private final String name;
  private final BlockingQueue<byte[]> outgoing = new ArrayBlockingQueue<>(MESSAGES_WAITING_MAX);
  private final CompletableFuture<Void> errorsRead = new CompletableFuture<>();
  private volatile String lastErrorLine = "";

  /// @param name name for logs and threads
  StdioTransport(ServerProcess process, McpJsonMapper json, String name) {
    this.process = process;
    this.json = json;
    this.name = name;
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    startThread("reader", () -> read(handler));
    startThread("errors", this::readErrors);
    startThread("writer", this::write);
    return Mono.empty();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void startThread(String role, Work work) {
    Thread.ofPlatform()
        .daemon()
        .name(name + "-" + role)
        .start(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException failure) {
                LOG.log(Level.DEBUG, "{0} {1} ends: {2}", name, role, failure.getMessage());
              }
            });
  }

  private void read(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler)
      throws IOException {
    try (var in = new BufferedInputStream(process.output())) {
      for (var line = readLine(in); line != null; line = readLine(in)) {
        accept(line, handler);
      }
    } finally {
      process.close();
    }
  }

  private void accept(String line, Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    try {
      var message = McpSchema.deserializeJsonRpcMessage(json, line);
      handler.apply(Mono.just(message)).subscribe(_ -> {}, failure -> logIgnored(line, failure));
    } catch (IOException | RuntimeException failure) {
      logIgnored(line, failure);
    }
  }

  private void logIgnored(String line, Throwable failure) {
    LOG.log(
        Level.DEBUG,
        () -> name + ": ignored a line of " + line.length() + " characters: " + failure);
  }

  /// @return null at the end
  private static String readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toString(StandardCharsets.UTF_8);
      }
      if (line.size() == LINE_BYTES_MAX) {
        throw new IOException("a line exceeds " + LINE_BYTES_MAX + " bytes");
      }
      line.write(next);
    }
    return null;
  }

  private void readErrors() throws IOException {
    var line = new StringBuilder();
    try (var in = new BufferedInputStream(process.errorOutput())) {
      for (var next = in.read(); next >= 0; next = in.read()) {
        if (next != '\n' && line.length() < ERROR_LINE_CHARS_MAX) {
          line.append(next < ' ' || next > '~' ? ' ' : (char) next);
        } else if (next == '\n') {
          lastErrorLine = line.isEmpty() ? lastErrorLine : line.toString();
          line.setLength(0);
        }
      }
      lastErrorLine = line.isEmpty() ? lastErrorLine : line.toString();
    } finally {
      errorsRead.complete(null);
    }
  }

  /// Returns the last line that a process which has ended wrote to standard error; ASCII,
  /// shortened.
  CompletableFuture<String> lastErrorLine() {
    return errorsRead
        .completeOnTimeout(null, ERRORS_MILLIS_MAX, TimeUnit.MILLISECONDS)
        .thenApply(_ -> lastErrorLine);
  }

  private void write() throws IOException, InterruptedException {
    var out = process.input();
    while (true) {
      out.write(outgoing.take());
      if (outgoing.isEmpty()) {
        out.flush();
      }
    }
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromRunnable(
        () -> {
          if (!outgoing.offer(encode(message))) {
            throw new IllegalStateException("the server does not read its input");
          }
        });
  }

  private byte[] encode(JSONRPCMessage message) {
    try {
      return (json.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new IllegalStateException("the message cannot be encoded", failure);
    }
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(process::close);
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return json.convertValue(data, type);
  }
}
