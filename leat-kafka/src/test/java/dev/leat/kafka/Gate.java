package dev.leat.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A port through which one hub reaches a broker, and behind which it can be cut off at any moment, as a killed process is: its
 * connections end, and it gets no other. Thread-safe: its lock guards whether it is open, and its connections.
 */
final class Gate {

    private static final int BUFFER = 64 * 1024;

    private final ServerSocket server;
    private final int target;
    private final List<Socket> connections = new ArrayList<>();
    private boolean open = true;

    /** @param target the port behind it */
    Gate(int target) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    synchronized void open() {
        open = true;
    }

    synchronized void shut() {
        open = false;
        connections.forEach(Gate::close);
        connections.clear();
    }

    private void accept() {
        while (true) {
            try {
                admit(server.accept());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private synchronized void admit(Socket client) {
        if (!open) {
            close(client);
            return;
        }
        try {
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
            connections.removeIf(Socket::isClosed);
            connections.addAll(List.of(client, broker));
            daemon(() -> copy(client, broker));
            daemon(() -> copy(broker, client));
        } catch (IOException e) {
            close(client); // the broker is down
        }
    }

    /** Passes on what comes from one side; when that ends, both end. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // either side has ended it
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "gate");
        thread.setDaemon(true);
        thread.start();
    }
}
