package dev.leat.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file behind a channel that is opened again when an interrupt has closed it.
 *
 * <p>The JDK closes a {@link FileChannel} when a thread that uses it is interrupted. Reads and positional writes can
 * simply be done again. A sync cannot: its error would be lost with the channel. So syncs go through an {@link
 * AsynchronousFileChannel}, whose {@code force} runs on the calling thread and takes no notice of interrupts.
 */
final class ChannelFile implements DiskFile {

    private final Path path;
    private final Set<OpenOption> options;
    private final @Nullable AsynchronousFileChannel syncing;
    private volatile FileChannel channel;
    private volatile boolean closed;

    ChannelFile(Path path, boolean writable) throws IOException {
        this.path = path;
        this.options = writable
                ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)
                : Set.of(StandardOpenOption.READ);
        this.channel = FileChannel.open(path, options);
        this.syncing = writable ? AsynchronousFileChannel.open(path, StandardOpenOption.WRITE) : null;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        int start = into.position();
        return Math.toIntExact(again(file -> {
            into.position(start);
            while (into.hasRemaining()) {
                if (file.read(into, position + into.position() - start) < 0) {
                    break;
                }
            }
            return (long) into.position() - start;
        }));
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
        int start = from.position();
        again(file -> {
            from.position(start);
            while (from.hasRemaining()) {
                file.write(from, position + from.position() - start);
            }
            return 0;
        });
    }

    @Override
    public void sync() throws IOException {
        if (syncing == null) {
            throw new IOException(path + " is open for reading only");
        }
        syncing.force(false);
    }

    @Override
    public long size() throws IOException {
        return again(FileChannel::size);
    }

    @Override
    public void truncate(long size) throws IOException {
        again(file -> {
            file.truncate(size);
            return 0;
        });
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
        if (syncing != null) {
            syncing.close();
        }
    }

    private interface Use {
        long on(FileChannel file) throws IOException;
    }

    private long again(Use use) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel file = channel;
                try {
                    return use.on(file);
                } catch (ClosedChannelException e) {
                    if (closed) {
                        throw e;
                    }
                    interrupted |= Thread.interrupted();
                    reopen();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void reopen() throws IOException {
        if (!channel.isOpen() && !closed) {
            channel = FileChannel.open(path, options);
        }
    }
}
