package dev.loom.bus.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  private static void require(List<String> allowed, String host, String... addresses)
      throws IOException {
    AddressPolicy.publicAnd("tools.allowed", allowed, () -> 9000)
        .requireAllowed(host, 80, addresses(addresses));
  }

  private static List<InetAddress> addresses(String... addresses) {
    return Stream.of(addresses).map(InetAddress::ofLiteral).toList();
  }

  private static AddressPolicy listed(List<String> allowed, List<String> denied) {
    return AddressPolicy.listed("the.allowed", allowed, "the.denied", denied, () -> 9000);
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
        () ->
            AddressPolicy.publicAnd("k", List.of(), () -> 0)
                .requireAllowed("host.example", 80, List.of(mapped)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fe80::a9fe:a9fe",
        "fd00:ec2::254",
        "fd20:ce::254",
        "::a9fe:a9fe",
        "::ffff:0:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::1"
      })
  void aMetadataServiceIsRefusedWhateverIsAllowed(String address) {
    var all = List.of("host.example", "0.0.0.0/0", "::/0");
    assertThrows(IOException.class, () -> require(all, "host.example", address));
    for (var allowed : List.of(List.<String>of(), all)) {
      var policy = listed(allowed, List.of());
      assertThrows(
          IOException.class,
          () -> policy.requireAllowed("host.example", 80, addresses("8.8.8.8", address)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::", "64:ff9b::127.0.0.1"})
  void theEngineItselfIsRefusedWhateverIsAllowed(String address) throws IOException {
    var policy = listed(List.of(), List.of());
    policy.requireAllowed("a", 9001, addresses(address));
    var failure =
        assertThrows(IOException.class, () -> policy.requireAllowed("a", 9000, addresses(address)));
    assertTrue(failure.getMessage().endsWith(" with port 9000 is this engine itself."));
    assertDoesNotThrow(() -> policy.requireAllowed("a", 9000, addresses("10.0.0.1")));
  }

  @ParameterizedTest
  @CsvSource({
    "Bad.example, 8.8.8.8, it is denied by the.denied",
    "a, 10.1.2.3, its address 10.1.2.3 is denied by the.denied",
    "a, 64:ff9b::10.1.2.3, its address 64:ff9b:0:0:0:0:a01:203 is denied by the.denied",
    "a, 11.0.0.1, its address 11.0.0.1 is not listed in the.allowed"
  })
  void aHostMustBeAllowedAndNotDenied(String host, String address, String reason) {
    var allowed = List.of("bad.example", "good.example", "10.0.0.0/8", "64:ff9b::/96");
    var policy = listed(allowed, List.of("bad.example", "10.1.0.0/16"));
    assertDoesNotThrow(() -> policy.requireAllowed("Good.example", 80, addresses("11.0.0.1")));
    assertDoesNotThrow(() -> policy.requireAllowed("a", 80, addresses("10.2.0.1")));
    assertEquals(
        "Requests to '" + host + "' are refused: " + reason + ".",
        assertThrows(IOException.class, () -> policy.requireAllowed(host, 80, addresses(address)))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a..b", "256.1.1.1", "1.2.3.4.5", "a b", "b\u00fccher"})
  void whatIsNoHostIsRefused(String host) {
    var policy = listed(List.of(), List.of());
    assertThrows(IOException.class, () -> policy.requireAllowed(host, 80));
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
