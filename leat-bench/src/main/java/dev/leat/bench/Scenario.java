package dev.leat.bench;

import java.nio.file.Path;
import java.util.List;

/** Something to be measured once a round. */
interface Scenario {

    /** By which it is chosen on the command line. */
    String name();

    /**
     * Measures once.
     *
     * @param directory empty, on the disk that is measured; deleted afterwards
     */
    List<Figure> run(Path directory) throws Exception;
}
