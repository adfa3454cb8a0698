package dev.loom.tools.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  private static void require(List<String> allowed, String host, String... addresses)
      throws IOException {
    new AddressPolicy("tools.allowed", allowed)
        .requireAllowed(host, Stream.of(addresses).map(InetAddress::ofLiteral).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::8.8.8.8",
        "100::1",
        "5f00::1"
      })
  void anAddressThatIsNotPublicIsRefused(String address) {
    assertThrows(IOException.class, () -> require(List.of(), "host.example", address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "64:ff9b::8.8.8.8"
      })
  void aPublicAddressIsAllowed(String address) {
    assertDoesNotThrow(() -> require(List.of(), "host.example", address));
  }

  @Test
  void anUnconvertedMappedAddressIsRefused() throws IOException {
    var bytes = new byte[16];
    bytes[10] = bytes[11] = (byte) 0xff;
    bytes[12] = 127;
    bytes[15] = 1;
    var mapped = Inet6Address.getByAddress("host.example", bytes, -1);
    assertThrows(
        IOException.class,
        () -> new AddressPolicy("k", List.of()).requireAllowed("host.example", List.of(mapped)));
  }

  @Test
  void oneRefusedAddressAmongSeveralRefusesTheHost() {
    var failure =
        assertThrows(
            IOException.class, () -> require(List.of(), "host.example", "8.8.8.8", "10.0.0.1"));
    assertEquals(
        "Requests to 'host.example' are refused: its address 10.0.0.1 is not public. A user can"
            + " allow it with tools.allowed.",
        failure.getMessage());
  }

  @Test
  void anAllowedNameMayHaveAnyAddressAndOthersMayNot() {
    assertDoesNotThrow(() -> require(List.of("Intranet.local"), "intranet.LOCAL", "10.0.0.1"));
    assertThrows(
        IOException.class,
        () -> require(List.of("intranet.local"), "a.intranet.local", "10.0.0.1"));
  }

  @Test
  void anAllowedBlockCoversItsAddressesOnly() {
    var allowed = List.of("10.1.0.0/16", "192.168.0.7", "fd00::/8");
    assertDoesNotThrow(() -> require(allowed, "a", "10.1.2.3", "192.168.0.7", "fd00::1"));
    assertThrows(IOException.class, () -> require(allowed, "a", "10.2.0.1"));
    assertThrows(IOException.class, () -> require(allowed, "a", "192.168.0.8"));
    assertThrows(IOException.class, () -> require(allowed, "a", "10.1.2.3", "127.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/x",
        "10.0.0.999",
        "http://a",
        "*.a",
        "a/8",
        ""
      })
  void anEntryThatIsNoNameAddressOrBlockIsRefusedByName(String entry) {
    var failure =
        assertThrows(IllegalArgumentException.class, () -> require(List.of(entry), "a", "8.8.8.8"));
    assertEquals(
        "tools.allowed: '" + entry + "' is no host name, IP address or CIDR block",
        failure.getMessage());
  }
}
