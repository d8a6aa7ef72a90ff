package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A disk in memory that can lose power, fail, and fill up.
 *
 * <p>What may be faulted: on {@link #crash}, each sector of each write since the last sync of its file is kept or lost on its
 * own, and so is each truncation, so writes are lost, torn and reordered; names since the last sync of the directory are kept
 * up to a random one. {@link #fail} makes operations fail, of which a write leaves its first half; a write for which there is
 * no {@link #space} leaves what fits. {@link #change} damages a file. What was synced is otherwise never faulted.
 *
 * <p>Operations are opening, reading, writing, truncating, syncing, renaming and deleting.
 */
final class SimDisk implements Disk {

    private static final int SECTOR = 512;

    private final Map<String, SimFile> files = new LinkedHashMap<>();
    private Map<String, SimFile> durableNames = new LinkedHashMap<>();
    private final List<Map<String, SimFile>> names = new ArrayList<>();
    private final AtomicBoolean locked = new AtomicBoolean();
    private long operations;
    private long failFrom = Long.MAX_VALUE;
    private long failUntil = Long.MAX_VALUE;
    private boolean failSyncsOnly;
    private long space = Long.MAX_VALUE;
    private boolean powerless;
    private int openFiles;

    /** How many operations were asked for. */
    synchronized long operations() {
        return operations;
    }

    /** Operations with these numbers fail. */
    synchronized void fail(long from, long until) {
        failFrom = from;
        failUntil = until;
    }

    /** From now on every sync fails. */
    synchronized void failSyncs() {
        failSyncsOnly = true;
    }

    /** Bytes that all files together may have. */
    synchronized void space(long bytes) {
        space = bytes;
    }

    /** The power fails: this disk does nothing any more, the one returned holds what is left. */
    synchronized SimDisk crash(Random random) {
        powerless = true;
        SimDisk left = new SimDisk();
        Map<String, SimFile> kept =
                names.isEmpty() || random.nextBoolean() ? durableNames : names.get(random.nextInt(names.size()));
        kept.forEach((name, file) -> left.files.put(name, file.afterCrash(left, random)));
        left.durableNames = new LinkedHashMap<>(left.files);
        return left;
    }

    /** The process is killed: this disk does nothing any more, the one returned holds all that was written. */
    synchronized SimDisk kill() {
        powerless = true;
        return copy();
    }

    /** A disk with the same files, all of it durable; this one goes on. */
    synchronized SimDisk copy() {
        SimDisk copy = new SimDisk();
        files.forEach((name, file) -> copy.files.put(name, file.copy(copy)));
        copy.durableNames = new LinkedHashMap<>(copy.files);
        return copy;
    }

    synchronized byte[] content(String name) {
        return files.get(name).current.clone();
    }

    /** Gives a file another content, as damage does; null: no such file any more. */
    synchronized void change(String name, byte[] content) {
        if (content == null) {
            files.remove(name);
        } else {
            SimFile file = files.computeIfAbsent(name, key -> new SimFile(this));
            file.current = content.clone();
            file.durable = content.clone();
            file.unsynced.clear();
        }
        durableNames = new LinkedHashMap<>(files);
        names.clear();
    }

    private synchronized void operation(boolean sync) throws IOException {
        operations++;
        if (powerless) {
            throw new IOException("no power");
        }
        if ((operations >= failFrom && operations < failUntil) || (sync && failSyncsOnly)) {
            throw new IOException("injected failure of operation " + operations);
        }
    }

    private void named() {
        names.add(new LinkedHashMap<>(files));
    }

    @Override
    public Path directory() {
        return Path.of("sim");
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized boolean exists(String name) {
        return files.containsKey(name);
    }

    @Override
    public synchronized DiskFile open(String name, boolean writable) throws IOException {
        operation(false);
        SimFile file = files.get(name);
        if (file == null) {
            if (!writable) {
                throw new NoSuchFileException(name);
            }
            file = new SimFile(this);
            files.put(name, file);
            named();
        }
        openFiles++;
        return new Opened(file);
    }

    /** How many files were opened and not closed. */
    synchronized int openFiles() {
        return openFiles;
    }

    private final class Opened implements DiskFile {
        private final SimFile file;
        private boolean closed;

        Opened(SimFile file) {
            this.file = file;
        }

        private SimFile file() throws IOException {
            synchronized (SimDisk.this) {
                if (closed) {
                    throw new ClosedChannelException();
                }
                return file;
            }
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            return file().read(position, into);
        }

        @Override
        public void write(long position, ByteBuffer from) throws IOException {
            file().write(position, from);
        }

        @Override
        public void sync() throws IOException {
            file().sync();
        }

        @Override
        public long size() throws IOException {
            return file().size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file().truncate(size);
        }

        @Override
        public void close() {
            synchronized (SimDisk.this) {
                openFiles -= closed ? 0 : 1;
                closed = true;
            }
        }
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        operation(false);
        files.put(to, files.remove(from));
        named();
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        operation(false);
        if (files.remove(name) != null) {
            named();
        }
    }

    @Override
    public synchronized void syncDirectory() throws IOException {
        operation(true);
        durableNames = new LinkedHashMap<>(files);
        names.clear();
    }

    @Override
    public synchronized long usableSpace() {
        return space == Long.MAX_VALUE ? Long.MAX_VALUE : space - used();
    }

    private long used() {
        return files.values().stream().mapToLong(file -> file.current.length).sum();
    }

    @Override
    public AutoCloseable lock(String name) {
        return locked.compareAndSet(false, true) ? () -> locked.set(false) : null;
    }

    /** Bytes at a position or, bytes null, the end of the file there. */
    private static final class Change {
        final long position;
        final byte[] bytes;

        Change(long position, byte[] bytes) {
            this.position = position;
            this.bytes = bytes;
        }
    }

    private static final class SimFile {
        private final SimDisk disk;
        private byte[] current = {};
        private byte[] durable = {};
        private final List<Change> unsynced = new ArrayList<>();

        SimFile(SimDisk disk) {
            this.disk = disk;
        }

        SimFile copy(SimDisk to) {
            SimFile copy = new SimFile(to);
            copy.current = current.clone();
            copy.durable = current.clone();
            return copy;
        }

        SimFile afterCrash(SimDisk to, Random random) {
            SimFile left = new SimFile(to);
            byte[] bytes = durable.clone();
            for (Change change : unsynced) {
                if (change.bytes != null) {
                    bytes = someSectors(bytes, change, random);
                } else if (random.nextInt(3) > 0) {
                    bytes = cut(bytes, change.position);
                }
            }
            left.current = bytes;
            left.durable = bytes.clone();
            return left;
        }

        private static byte[] someSectors(byte[] into, Change write, Random random) {
            byte[] bytes = into;
            for (int at = 0; at < write.bytes.length; at += SECTOR) {
                if (random.nextInt(3) > 0) {
                    int end = Math.min(write.bytes.length, at + SECTOR);
                    bytes = put(bytes, write.position + at, Arrays.copyOfRange(write.bytes, at, end));
                }
            }
            return bytes;
        }

        private static byte[] cut(byte[] bytes, long size) {
            return size < bytes.length ? Arrays.copyOf(bytes, (int) size) : bytes;
        }

        private static byte[] put(byte[] into, long position, byte[] bytes) {
            int end = (int) position + bytes.length;
            byte[] result = end > into.length ? Arrays.copyOf(into, end) : into;
            System.arraycopy(bytes, 0, result, (int) position, bytes.length);
            return result;
        }

        int read(long position, ByteBuffer into) throws IOException {
            synchronized (disk) {
                disk.operation(false);
                int length = (int) Math.max(0, Math.min(into.remaining(), current.length - position));
                into.put(current, (int) Math.min(position, current.length), length);
                return length;
            }
        }

        void write(long position, ByteBuffer from) throws IOException {
            synchronized (disk) {
                byte[] bytes = new byte[from.remaining()];
                from.get(bytes);
                try {
                    disk.operation(false);
                } catch (IOException e) {
                    if (!disk.powerless) {
                        apply(position, Arrays.copyOf(bytes, bytes.length / 2));
                    }
                    throw e;
                }
                long grown = Math.max(0, position + bytes.length - current.length);
                if (grown > disk.usableSpace()) {
                    apply(position, Arrays.copyOf(bytes, (int)
                            (bytes.length - grown + Math.max(0, disk.usableSpace()))));
                    throw new IOException("No space left on device");
                }
                apply(position, bytes);
            }
        }

        private void apply(long position, byte[] bytes) {
            current = put(current, position, bytes);
            unsynced.add(new Change(position, bytes));
        }

        void sync() throws IOException {
            synchronized (disk) {
                disk.operation(true);
                durable = current.clone();
                unsynced.clear();
            }
        }

        long size() {
            synchronized (disk) {
                return current.length;
            }
        }

        void truncate(long size) throws IOException {
            synchronized (disk) {
                disk.operation(false);
                if (size < current.length) {
                    current = cut(current, size);
                    unsynced.add(new Change(size, null));
                }
            }
        }
    }
}
