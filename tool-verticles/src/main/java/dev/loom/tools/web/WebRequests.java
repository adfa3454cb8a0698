package dev.loom.tools.web;

import dev.loom.api.tool.HttpEgress;
import dev.loom.api.tool.ToolContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Sends GET requests, again after a failure that may pass.
final class WebRequests {
  private static final int ATTEMPTS_MAX = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(400);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  private WebRequests() {}

  static HttpEgress.Response get(
      ToolContext context, URI uri, Map<String, String> headers, int bytesMax)
      throws IOException, InterruptedException {
    var request = new HttpEgress.Request("GET", uri, headers, new byte[0], bytesMax);
    for (int attempt = 1; ; attempt++) {
      var response = context.http().send(request);
      var pause = pause(response, attempt);
      if (attempt == ATTEMPTS_MAX
          || !PASSING.contains(response.status())
          || pause.compareTo(PAUSE_MAX) > 0
          || pause.compareTo(context.remainingTime().dividedBy(2)) > 0) {
        return response;
      }
      Thread.sleep(pause);
    }
  }

  private static Duration pause(HttpEgress.Response response, int attempt) {
    return response
        .header("retry-after")
        .filter(seconds -> seconds.matches("\\d{1,6}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .orElse(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
  }
}
