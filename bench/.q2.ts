import fs from 'node:fs';
import { compileSolution } from '@/lib/prediction/solution-table.core';
import { parsePrediction } from '@/lib/prediction/parse-prediction.core';
const k=process.argv[2]!, w=process.argv[3]!;
const src=fs.readFileSync(`/tmp/pb/${k}-sorted.csv`,'latin1').replace('Id,Class','Id,Class,Usage').replace(/(\d)\n/g,'$1,Public\n');
const c=compileSolution(Buffer.from(src),{idColumn:'Id',targetColumns:['Class'],truthCells:['integer_label'],cells:['integer_label'],labels:null,split:null});
if(!c.ok) {console.log(c);process.exit()}
console.log(c.value.ids.numbering&&{...c.value.ids.numbering,rowOf:0});
const b=fs.readFileSync(`/tmp/pb/${k}-${w}.csv`);
for(let i=0;i<40;i++){const t=performance.now();const r=parsePrediction(b,c.value);if(i%5==0)console.log((performance.now()-t).toFixed(1),r.ok)}
