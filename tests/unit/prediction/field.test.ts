import { describe, expect, test } from 'vitest';
import { messagesOf, parse, solutionOf } from '@/tests/unit/prediction/support/build';

const SOLUTION = solutionOf('Id,Class\nimg_1,7\nimg_2,3\nimg_3,7\n');

describe('predictions as programs write them: the message says which, and how to write them right', () => {
  test.each([
    ['Excel’s line', 'sep=,\r\nId,Class\r\nimg_1,7\r\n', 'line for Excel alone'],
    ['R’s write.table', '"Id","Class"\n"1","img_1",7\n"2","img_2",3\n"3","img_3",7\n', 'row.names = FALSE'],
    ['R’s write.csv', '"","Id","Class"\n"1","img_1",7\n"2","img_2",3\n"3","img_3",7\n', 'index=False'],
    ['pandas’ index, read and written again', 'Unnamed: 0,Id,Class\n0,img_1,7\n', 'to_csv(index=False)'],
    ['an index with a name', 'index,Id,Class\n0,img_1,7\n', 'to_csv(index=False)'],
    ['a line of totals', 'Id,Class\nimg_1,7\nimg_2,3\nimg_3,7\nTotal,17\n', 'line of totals'],
    ['合計', 'Id,Class\nimg_1,7\nimg_2,3\nimg_3,7\n合計,17\n', 'line of totals'],
    ['no header', 'img_1,7\nimg_2,3\nimg_3,7\n', 'has to be the header Id,Class'],
  ])('%s', (_, text, message) => expect(messagesOf(parse(text, SOLUTION))).toContain(message));
});
