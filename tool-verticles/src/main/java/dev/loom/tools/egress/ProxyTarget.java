package dev.loom.tools.egress;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;

/// The host that a request to a proxy names in its request line.
///
/// @param host without brackets
/// @param path with the query; empty for a tunnel
record ProxyTarget(String host, int port, String path) {
  private static final int HTTP = 80;
  private static final int PORT_MAX = 65_535;

  /// @param address as in the request line
  /// @param tunnels whether the method is CONNECT
  /// @throws IllegalArgumentException in words, if the request line names no host
  static ProxyTarget parse(String address, boolean tunnels) {
    try {
      return tunnels ? tunnel(new URI("http://" + address)) : absolute(new URI(address));
    } catch (URISyntaxException _) {
      throw new IllegalArgumentException("the address is invalid");
    }
  }

  private static ProxyTarget tunnel(URI uri) {
    if (uri.getPort() < 0 || !uri.getRawPath().isEmpty() || uri.getRawQuery() != null) {
      throw new IllegalArgumentException("CONNECT needs a host and a port");
    }
    return of(uri, "");
  }

  private static ProxyTarget absolute(URI uri) {
    if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.isOpaque()) {
      throw new IllegalArgumentException("the request line must have an address with http://");
    }
    var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return of(uri, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
  }

  private static ProxyTarget of(URI uri, String path) {
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("the address has no valid host, or a user name");
    }
    int port = uri.getPort() < 0 ? HTTP : uri.getPort();
    if (port == 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("the port is invalid");
    }
    var host = uri.getHost().replaceAll("[\\[\\]]|\\.$", "");
    return new ProxyTarget(
        host.contains(":") ? InetAddress.ofLiteral(host).getHostAddress() : host, port, path);
  }
}
