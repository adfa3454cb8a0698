package dev.loom.api.tool;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Sends HTTP requests for a tool call.
///
/// The call must have declared the host of a request with [ToolEffect.ReachesNetwork], and also
/// [ToolEffect.ChangesData] if the method is not GET, HEAD or OPTIONS; [ToolEffect.Unknown] covers
/// both. Every address that a host name resolves to must be public, unless the user allows it
/// (`tools.http_allowed_hosts`). Up to ten redirects are followed, to declared hosts and not from
/// https to http; `Authorization` and `Cookie` are sent to the first origin only. Proxies are not
/// used. A request may take 60 seconds, but not longer than the call.
public interface HttpEgress {
  /// Sends a request and waits for the whole response.
  ///
  /// @return the response, also of an error status such as 404
  /// @throws IOException if the request is refused or fails, with a message for the model
  /// @throws InterruptedException if the call is cancelled or times out
  Response send(Request request) throws IOException, InterruptedException;

  /// Represents a request.
  ///
  /// @param method GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE
  /// @param uri address without user information; `http` or `https`
  /// @param headers without those that concern the connection, such as `Host`
  /// @param body empty for none; not copied
  /// @param responseBytesMax size of the decompressed response body in bytes above which it is
  ///   truncated; from 0 to [#RESPONSE_BYTES_MAX]
  record Request(
      String method, URI uri, Map<String, String> headers, byte[] body, int responseBytesMax) {
    /// Size of a response body in bytes above which it is truncated, unless a request says another.
    public static final int RESPONSE_BYTES = 10 * 1024 * 1024;

    /// Maximum size of a response body in bytes.
    public static final int RESPONSE_BYTES_MAX = 32 * 1024 * 1024;

    /// @throws IllegalArgumentException if the size is outside its bounds
    public Request {
      Objects.requireNonNull(method, "method");
      Objects.requireNonNull(uri, "uri");
      headers = Map.copyOf(headers);
      Objects.requireNonNull(body, "body");
      if (responseBytesMax < 0 || responseBytesMax > RESPONSE_BYTES_MAX) {
        throw new IllegalArgumentException(
            "responseBytesMax must be from 0 to "
                + RESPONSE_BYTES_MAX
                + ", not "
                + responseBytesMax);
      }
    }

    /// Creates a GET request without headers.
    public static Request get(URI uri) {
      return new Request("GET", uri, Map.of(), new byte[0], RESPONSE_BYTES);
    }
  }

  /// Represents a response.
  ///
  /// @param uri address that sent the response, after redirects
  /// @param headers values by name in lower case, as they were sent
  /// @param body decompressed if it was sent with gzip; not copied
  /// @param truncated whether the body is incomplete
  record Response(
      int status, URI uri, Map<String, List<String>> headers, byte[] body, boolean truncated) {
    public Response {
      headers = Map.copyOf(headers);
    }

    /// Returns the first value of a header. The name is not case-sensitive.
    public Optional<String> header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }

    /// Returns the body as UTF-8 text.
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }
}
