package dev.loom.contracts.id;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class Sha256Test {
  @Test
  void digestOfATextIsThatOfItsUtf8Bytes() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256.hex("abc"));
    assertEquals(Sha256.hex(new byte[] {(byte) 0xc3, (byte) 0xa4}), Sha256.hex("ä"));
  }
}
