package dev.loom.models.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Selects the proxy of an endpoint from the variables `HTTPS_PROXY` or `HTTP_PROXY` by the scheme
/// of its URL, else `ALL_PROXY`, unless `NO_PROXY` names its host. Lower-case names take
/// precedence, as in curl. Loopback addresses are always reached directly, as in Go.
///
/// No error message contains the value of a variable, which may contain a password.
public final class EnvironmentProxy {
  private static final int HTTP_PORT = 80;
  private static final int SOCKS_PORT = 1_080;

  private EnvironmentProxy() {}

  /// Returns the proxy of a URL.
  ///
  /// @return empty for a direct connection
  /// @throws IllegalArgumentException if the variable is not the address of a supported proxy
  public static Optional<ProxyOptions> forUrl(URI url, Map<String, String> environment) {
    var host = url.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    var port = url.getPort() > 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    if (isLoopback(host) || isExcluded(host, port, environment)) {
      return Optional.empty();
    }
    return Stream.of(url.getScheme() + "_proxy", "all_proxy")
        .flatMap(name -> Stream.of(name, name.toUpperCase(Locale.ROOT)))
        .filter(name -> !environment.getOrDefault(name, "").isBlank())
        .findFirst()
        .map(name -> parse(name, environment.get(name).strip()));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || literal(host).map(address -> address.isLoopbackAddress()).orElse(false);
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  private static boolean isExcluded(String host, int port, Map<String, String> environment) {
    var list = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    return Stream.of(list.toLowerCase(Locale.ROOT).split("[,\\s]+"))
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> entry.equals("*") || matches(entry, host, port));
  }

  /// An entry is a host name, which includes the names below it, an address, or a block of
  /// addresses; optionally with a port.
  private static boolean matches(String entry, String host, int port) {
    if (entry.contains("/")) {
      return isInBlock(entry, host);
    }
    var withPort = entry.replaceAll("[\\[\\]]", "");
    var suffix = ":" + port;
    var names =
        withPort.endsWith(suffix)
                && (entry.contains("]") || entry.indexOf(':') == entry.lastIndexOf(':'))
            ? List.of(withPort, withPort.substring(0, withPort.length() - suffix.length()))
            : List.of(withPort);
    return names.stream()
        .map(name -> name.replaceAll("^\\*?\\.|\\.$", ""))
        .anyMatch(name -> host.equals(name) || !name.isEmpty() && host.endsWith("." + name));
  }

  private static boolean isInBlock(String block, String host) {
    var slash = block.indexOf('/');
    try {
      var rule =
          new IpSubnetFilterRule(
              block.substring(0, slash),
              Integer.parseInt(block.substring(slash + 1)),
              IpFilterRuleType.ACCEPT);
      return literal(host).filter(ip -> rule.matches(new InetSocketAddress(ip, 0))).isPresent();
    } catch (IllegalArgumentException ignored) {
      return false;
    }
  }

  private static ProxyOptions parse(String name, String value) {
    URI proxy;
    try {
      proxy = URI.create(value.contains("://") ? value : "http://" + value);
    } catch (IllegalArgumentException ignored) {
      throw invalid(name);
    }
    var type =
        switch (proxy.getScheme().toLowerCase(Locale.ROOT)) {
          case "http" -> ProxyType.HTTP;
          case "socks", "socks5", "socks5h" -> ProxyType.SOCKS5;
          case "socks4", "socks4a" -> ProxyType.SOCKS4;
          default -> throw invalid(name);
        };
    if (proxy.getHost() == null) {
      throw invalid(name);
    }
    var defaultPort = type == ProxyType.HTTP ? HTTP_PORT : SOCKS_PORT;
    var options =
        new ProxyOptions()
            .setType(type)
            .setHost(proxy.getHost().replaceAll("[\\[\\]]", ""))
            .setPort(proxy.getPort() > 0 ? proxy.getPort() : defaultPort);
    if (proxy.getRawUserInfo() != null) {
      var user = proxy.getRawUserInfo().split(":", 2);
      options.setUsername(decode(user[0])).setPassword(user.length == 1 ? "" : decode(user[1]));
    }
    return options;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException invalid(String name) {
    return new IllegalArgumentException(
        "The environment variable %s must look like http://host:3128 or socks5://host:1080."
            .formatted(name));
  }
}
