package dev.loom.tools.http;

import dev.loom.api.tool.HttpEgress.Request;
import dev.loom.api.tool.HttpEgress.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Creates the request that follows a redirect, as browsers do.
final class Redirect {
  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
  private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

  private Redirect() {}

  static boolean isRedirect(Response response) {
    return STATUSES.contains(response.status()) && response.header("location").isPresent();
  }

  /// @throws IOException if the redirect leads to an invalid address or from https to http
  static Request follow(Request request, Response response) throws IOException {
    var from = request.uri();
    var to = target(from, response.header("location").orElseThrow());
    if (from.getScheme().equalsIgnoreCase("https") && !"https".equalsIgnoreCase(to.getScheme())) {
      throw new IOException(
          "'%s' redirects from https to another scheme, which is refused."
              .formatted(from.getHost()));
    }
    var headers = request.headers();
    if (!origin(from).equals(origin(to))) {
      headers = without(headers, CREDENTIALS::contains);
    }
    var changesToGet =
        response.status() == 303 && !request.method().equals("HEAD")
            || response.status() < 303 && request.method().equals("POST");
    return changesToGet
        ? new Request(
            "GET",
            to,
            without(headers, name -> name.startsWith("content-")),
            new byte[0],
            request.responseBytesMax())
        : new Request(request.method(), to, headers, request.body(), request.responseBytesMax());
  }

  private static URI target(URI from, String location) throws IOException {
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException _) {
      throw new IOException("'%s' redirects to an invalid address.".formatted(from.getHost()));
    }
  }

  private static String origin(URI uri) {
    var origin = uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort();
    return origin.toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> without(
      Map<String, String> headers, Predicate<String> isRemoved) {
    return headers.entrySet().stream()
        .filter(header -> !isRemoved.test(header.getKey().toLowerCase(Locale.ROOT)))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
