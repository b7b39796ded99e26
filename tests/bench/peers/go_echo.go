// go_echo PORT: an upper-casing TCP echo server on 127.0.0.1 as Go programs are written: a goroutine per connection,
// blocking calls, readiness left to the runtime's netpoller. SIGTERM ends it, by default action.
package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
)

const bufferSize = 64 * 1024

// upper works on eight bytes at a time: Go does not vectorise, and a byte loop would measure the compiler, not net.
func upper(bytes []byte) {
	const ones = 0x0101010101010101
	for len(bytes) >= 8 {
		word := binary.LittleEndian.Uint64(bytes)
		low := word & (0x7f * ones)
		fromA := low + (0x80-'a')*ones // top bit of a byte set: 'a' or above
		pastZ := low + (0x7f-'z')*ones // top bit of a byte set: above 'z'
		letters := (fromA ^ pastZ) &^ word & (0x80 * ones)
		binary.LittleEndian.PutUint64(bytes, word^letters>>2)
		bytes = bytes[8:]
	}
	for i, b := range bytes {
		if b-'a' < 26 {
			bytes[i] = b - ('a' - 'A')
		}
	}
}

// serve owns its buffer: a goroutine that blocks in Read has nowhere else to receive into.
func serve(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, bufferSize)
	for {
		count, err := connection.Read(buffer)
		if count > 0 {
			upper(buffer[:count])
			// Write returns once all is sent, and the peer is not read meanwhile.
			if _, err := connection.Write(buffer[:count]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go_echo PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		connection, err := listener.Accept() // TCP_NODELAY is Go's default
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		go serve(connection)
	}
}
