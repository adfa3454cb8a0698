package dev.loom.gateway.filter;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/// Checks `Host` and `Origin` headers. A foreign `Host` indicates DNS rebinding: a browser was
/// directed to this server under a foreign name. A loopback name cannot be directed elsewhere, so
/// it is allowed with any port: `ssh -L`, `kubectl port-forward` and `docker -p` forward another
/// port to this server. Allowed origins are the pages of this server, also under a forwarded port,
/// and configured ones.
final class AllowedHosts {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Set<String> SCHEMES = Set.of("http://", "https://");
  private static final int DEFAULT_PORT = 80;

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

  /// Returns whether an origin is allowed. A loopback origin is another program's page, unless it
  /// has the port of this server or is the address to which the request itself is sent, and this
  /// server speaks plain HTTP. Without a port an origin denotes the default port of its scheme.
  ///
  /// @param host the `Host` header of the request
  boolean containsOrigin(String origin, String host) {
    var lowerCase = origin.toLowerCase(Locale.ROOT);
    return origins.contains(lowerCase)
        || SCHEMES.stream()
            .anyMatch(
                scheme ->
                    lowerCase.startsWith(scheme)
                        && isOwn(
                            lowerCase.substring(scheme.length()),
                            host.toLowerCase(Locale.ROOT),
                            scheme.equals("http://")));
  }

  private boolean isOwn(String authority, String host, boolean isPlain) {
    var name = authority.substring(0, nameEnd(authority));
    if (!LOOPBACK.contains(name)) {
      return contains(authority);
    }
    return isPlain
        && (authority.equals(host)
            || authority.equals(name + ":" + port.getAsInt())
            || authority.equals(name) && port.getAsInt() == DEFAULT_PORT);
  }

  /// Returns the end of the name in a name with an optional port.
  private static int nameEnd(String authority) {
    var colon = authority.lastIndexOf(':');
    return colon <= authority.lastIndexOf(']') ? authority.length() : colon;
  }

  boolean contains(String host) {
    var lowerCase = host.toLowerCase(Locale.ROOT);
    var name = lowerCase.substring(0, nameEnd(lowerCase));
    return additional.contains(lowerCase)
        || (LOOPBACK.contains(name) || additional.contains(name))
            && (name.equals(lowerCase) || isPort(lowerCase.substring(name.length() + 1)));
  }

  private static boolean isPort(String text) {
    return !text.isEmpty()
        && text.length() <= 5
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
