package dev.loom.tools.http;

import dev.loom.api.tool.HttpEgress;
import dev.loom.api.tool.ToolEffect;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Sends the requests of one call, and refuses those that the effects of the call do not declare,
/// also after a redirect.
///
/// @param timeLeft time left to the call
public record DeclaredHttp(
    GuardedHttpClient client, List<ToolEffect> effects, Supplier<Duration> timeLeft)
    implements HttpEgress {
  private static final Set<String> READING_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  @Override
  public Response send(Request request) throws IOException, InterruptedException {
    return client.send(request, this::requireDeclared, timeLeft.get());
  }

  private void requireDeclared(Request request) throws IOException {
    if (effects.stream().anyMatch(ToolEffect.Unknown.class::isInstance)) {
      return;
    }
    var host = String.valueOf(request.uri().getHost());
    if (effects.stream().noneMatch(effect -> reaches(effect, host))) {
      throw new IOException(
          "The request is refused: the call does not declare that it reaches '" + host + "'.");
    }
    if (!READING_METHODS.contains(request.method())
        && effects.stream().noneMatch(ToolEffect.ChangesData.class::isInstance)) {
      throw new IOException(
          "The request is refused: the call does not declare that it changes data, as %s may."
              .formatted(request.method()));
    }
  }

  private static boolean reaches(ToolEffect effect, String host) {
    if (!(effect instanceof ToolEffect.ReachesNetwork(var address))) {
      return false;
    }
    try {
      var uri = URI.create(address.contains("://") ? address : "http://" + address);
      return host.equalsIgnoreCase(uri.getHost());
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
