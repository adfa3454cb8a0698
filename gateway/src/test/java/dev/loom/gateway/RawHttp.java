package dev.loom.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Sends raw bytes to an HTTP server, including malformed requests.
public final class RawHttp {
  private static final int READ_MILLIS_MAX = 15_000;

  private RawHttp() {}

  /// Represents a raw response.
  public record Response(String text) {
    public int status() {
      return text.startsWith("HTTP/1.") ? Integer.parseInt(text.substring(9, 12)) : 0;
    }

    public String body() {
      var end = text.indexOf("\r\n\r\n");
      return end < 0 ? "" : text.substring(end + 4);
    }

    public String header(String name) {
      var start = "\r\n" + name.toLowerCase(Locale.ROOT) + ": ";
      var from = text.toLowerCase(Locale.ROOT).indexOf(start);
      return from < 0
          ? null
          : text.substring(from + start.length(), text.indexOf("\r\n", from + 2));
    }
  }

  /// Sends a request and reads one response, up to its Content-Length or the end of the connection.
  public static Response send(int port, String... parts) throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(READ_MILLIS_MAX);
      var out = socket.getOutputStream();
      try {
        for (var part : parts) {
          out.write(part.getBytes(StandardCharsets.ISO_8859_1));
          out.flush();
        }
      } catch (IOException closedWhileWriting) {
        // The response that arrived before the close is returned.
      }
      return new Response(read(socket));
    }
  }

  private static String read(Socket socket) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var in = socket.getInputStream();
    var buffer = new byte[8_192];
    try {
      for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        bytes.write(buffer, 0, count);
        if (isComplete(bytes.toString(StandardCharsets.UTF_8))) {
          break;
        }
      }
    } catch (SocketTimeoutException silent) {
      throw new IOException("no complete response: " + bytes.toString(StandardCharsets.UTF_8));
    } catch (IOException reset) {
      // The response may be complete.
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean isComplete(String text) {
    var response = new Response(text);
    var length = response.header("content-length");
    return text.contains("\r\n\r\n")
        && length != null
        && response.body().getBytes(StandardCharsets.UTF_8).length
            >= Integer.parseInt(length.strip());
  }
}
