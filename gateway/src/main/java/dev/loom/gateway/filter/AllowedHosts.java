package dev.loom.gateway.filter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/// Checks `Host` and `Origin` headers. A foreign `Host` indicates DNS rebinding: a browser was
/// directed to this server under a foreign name. Allowed origins are the pages of this server and
/// configured ones.
final class AllowedHosts {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Map<String, Integer> PORTS = Map.of("http://", 80, "https://", 443);

  private final IntSupplier port;
  private final Set<String> additional;
  private final Set<String> origins;

  /// @param port port of this server
  /// @param additional further host names, valid with any port, for a reverse proxy
  /// @param origins further origins
  AllowedHosts(IntSupplier port, List<String> additional, List<String> origins) {
    this.port = port;
    this.additional = lowerCase(additional);
    this.origins = lowerCase(origins);
  }

  private static Set<String> lowerCase(List<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /// Returns whether an origin is allowed. A loopback name without a port denotes the default port
  /// of its scheme, so it is allowed only if this server listens there.
  boolean containsOrigin(String origin) {
    var lowerCase = origin.toLowerCase(Locale.ROOT);
    return origins.contains(lowerCase)
        || PORTS.keySet().stream()
            .anyMatch(
                scheme ->
                    lowerCase.startsWith(scheme)
                        && isOwn(lowerCase.substring(scheme.length()), PORTS.get(scheme)));
  }

  private boolean isOwn(String authority, int portOfScheme) {
    return contains(authority)
        && (!LOOPBACK.contains(authority) || port.getAsInt() == portOfScheme);
  }

  boolean contains(String host) {
    var lowerCase = host.toLowerCase(Locale.ROOT);
    var colon = lowerCase.lastIndexOf(':');
    if (colon <= lowerCase.lastIndexOf(']')) {
      return LOOPBACK.contains(lowerCase) || additional.contains(lowerCase);
    }
    var name = lowerCase.substring(0, colon);
    var portText = lowerCase.substring(colon + 1);
    if (LOOPBACK.contains(name)) {
      return portText.equals(Integer.toString(port.getAsInt())) || additional.contains(lowerCase);
    }
    return additional.contains(lowerCase) || isPort(portText) && additional.contains(name);
  }

  private static boolean isPort(String text) {
    return !text.isEmpty()
        && text.length() <= 5
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
